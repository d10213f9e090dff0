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
public record CountedOpenings(Role role, List<String> stack, Openings openings, Closes closes, long described) {

    /**
     * How many were opened.
     *
     * @param connections connections, including those recorded individually later ({@code described})
     * @param estimated connections opened without a stack, for which the others stand
     * @param variance of the connections; 0 where it is not known
     */
    public record Openings(long connections, long estimated, long variance) {}

    /**
     * How many of them were closed.
     *
     * @param closedFirst those of the closed that were closed before a FIN or a reset of the peer arrived
     */
    public record Closes(long closed, long closedFirst) {}

    /** Returns the standard error of the number of connections. */
    public double standardError() {
        return Math.sqrt(variance());
    }

    /** Returns the sum with the same site of another JVM. */
    public CountedOpenings plus(CountedOpenings more) {
        return new CountedOpenings(
                role,
                stack,
                new Openings(
                        connections() + more.connections(),
                        estimated() + more.estimated(),
                        variance() + more.variance()),
                new Closes(closed() + more.closed(), closedFirst() + more.closedFirst()),
                described + more.described);
    }

    static List<CountedOpenings> sum(Stream<SocketFact.Counted> facts, LongFunction<List<String>> stacks) {
        Map<List<Object>, CountedOpenings> sums = new LinkedHashMap<>();
        facts.forEach(fact -> sums.merge(
                List.of(fact.role(), fact.openedSite()),
                new CountedOpenings(
                        fact.role(),
                        stacks.apply(fact.openedSite()),
                        new Openings(fact.opened(), fact.estimated(), fact.variance()),
                        new Closes(fact.closed(), fact.closedFirst()),
                        fact.described()),
                CountedOpenings::plus));
        return List.copyOf(sums.values());
    }

    public long connections() {
        return openings.connections();
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
