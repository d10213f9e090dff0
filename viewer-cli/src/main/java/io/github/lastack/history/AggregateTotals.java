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
 * @param connections connections, including those recorded individually later ({@code described})
 * @param closedFirst those closed before a FIN or a reset of the peer arrived
 */
public record AggregateTotals(Role role, long connections, long closed, long closedFirst, long described) {

    /**
     * Returns the connections that no other fact describes. Some of those recorded individually may have been opened
     * before the recording.
     */
    public long onlyCounted() {
        return Math.max(0, connections - described);
    }

    /** Returns the sum over several JVMs, by role. */
    public static List<AggregateTotals> byRole(Stream<AggregateTotals> totals) {
        Map<Role, AggregateTotals> sums = new EnumMap<>(Role.class);
        totals.forEach(each -> sums.merge(each.role, each, AggregateTotals::plus));
        return List.copyOf(sums.values());
    }

    /** @param bySite used for an older agent, which recorded no totals but counted all connections of each site */
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
