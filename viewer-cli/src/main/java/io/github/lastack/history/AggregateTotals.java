// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All connections of one role that were opened too fast to be recorded individually: exact.
 *
 * @param connections how many there were, with those that were {@code described} later on
 * @param closedFirst those of the closed that were closed before anything was heard of the peer's FIN or a reset
 */
public record AggregateTotals(Role role, long connections, long closed, long closedFirst, long described) {

    /** Those that no other fact tells of; some of the described may have been opened before the recording. */
    public long onlyCounted() {
        return Math.max(0, connections - described);
    }

    /** Those of the same role of several JVMs together. */
    public static List<AggregateTotals> byRole(Stream<AggregateTotals> totals) {
        Map<Role, AggregateTotals> sums = new EnumMap<>(Role.class);
        totals.forEach(each -> sums.merge(each.role, each, AggregateTotals::plus));
        return List.copyOf(sums.values());
    }

    /** @param bySite serves where an older agent has recorded no totals: it has counted all of each site */
    static List<AggregateTotals> sum(Stream<SocketFact.Total> facts, List<CountedOpenings> bySite) {
        List<AggregateTotals> totals = new ArrayList<>();
        facts.forEach(fact -> totals.add(
                new AggregateTotals(fact.role(), fact.opened(), fact.closed(), fact.closedFirst(), fact.described())));
        if (totals.isEmpty()) {
            bySite.forEach(each -> totals.add(new AggregateTotals(
                    each.role(), each.connections(), each.closed(), each.closedFirst(), each.described())));
        }
        return byRole(totals.stream());
    }

    private AggregateTotals plus(AggregateTotals more) {
        return new AggregateTotals(
                role,
                connections + more.connections,
                closed + more.closed,
                closedFirst + more.closedFirst,
                described + more.described);
    }
}
