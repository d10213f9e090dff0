// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * The connections of one site that were opened too fast to be recorded individually: estimates, unless all had their
 * stack taken.
 *
 * @param stack where they were opened, innermost first; empty if that was not recorded
 */
public record CountedOpenings(
        Role role,
        List<String> stack,
        SocketFact.Counted.Openings openings,
        SocketFact.Counted.Closes closes,
        long described) {

    /** Returns the standard error of the number of connections. */
    public double standardError() {
        return Math.sqrt(variance());
    }

    /** Returns the sum with the same site of another JVM. */
    public CountedOpenings plus(CountedOpenings more) {
        return new CountedOpenings(
                role, stack, openings.plus(more.openings), closes.plus(more.closes), described + more.described);
    }

    static List<CountedOpenings> sum(Stream<SocketFact.Counted> facts, LongFunction<List<String>> stacks) {
        Map<List<Object>, CountedOpenings> sums = new LinkedHashMap<>();
        facts.forEach(fact -> sums.merge(
                List.of(fact.role(), fact.openedSite()),
                new CountedOpenings(
                        fact.role(), stacks.apply(fact.openedSite()), fact.openings(), fact.closes(), fact.described()),
                CountedOpenings::plus));
        return List.copyOf(sums.values());
    }

    public long connections() {
        return openings.opened();
    }

    public long estimated() {
        return openings.estimated();
    }

    public long variance() {
        return openings.variance();
    }

    public long closed() {
        return closes.closed();
    }

    public long closedFirst() {
        return closes.closedFirst();
    }
}
