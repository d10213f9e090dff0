// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tests and classes that run in this JVM or have run, and whose a connection is: of those that ran when it was
 * opened, the one on whose thread it was opened, or whose code is in the stack of the opening. Thread-safe.
 */
final class WatchedScopes {
    private final Collection<WatchedScope> all = new ConcurrentLinkedQueue<>();
    private final Set<Long> told = ConcurrentHashMap.newKeySet();

    /**
     * How a connection was opened.
     *
     * @param stack empty if it was not recorded
     * @param thread the id of the thread; 0 if it was not recorded
     */
    record Opening(List<String> stack, long thread) {}

    void add(WatchedScope scope) {
        all.add(scope);
    }

    /** Forgets the tests of a class that has ended, and keeps the class itself: its name is all that is said then. */
    void forgetInside(WatchedScope topLevel) {
        all.removeIf(scope -> scope != topLevel && scope.isInside(topLevel));
    }

    /** Returns whether other tests ran at the time, so that the opening decides. */
    boolean isSharedBy(long descriptor) {
        return candidates(descriptor).size() > 1;
    }

    /** Returns true for the first caller, which reports the descriptor. */
    boolean isFirstToTell(long descriptor) {
        return told.add(descriptor);
    }

    boolean isTold(long descriptor) {
        return told.contains(descriptor);
    }

    /**
     * Returns the tests or classes that may have opened a connection: one if they can be told apart, several if they
     * cannot, none if it was opened before all.
     */
    List<WatchedScope> ownersOf(long descriptor, Function<Long, Opening> openings) {
        List<WatchedScope> candidates = candidates(descriptor);
        if (candidates.size() < 2) {
            return candidates;
        }
        Opening opening = openings.apply(descriptor);
        List<Predicate<WatchedScope>> signs = List.of(
                scope -> scope.thread() == opening.thread(),
                scope -> opening.stack().stream().anyMatch(scope::isMethodOf),
                scope -> opening.stack().stream().anyMatch(scope::isClassOf));
        for (Predicate<WatchedScope> sign : signs) {
            List<WatchedScope> marked = candidates.stream().filter(sign).toList();
            if (marked.size() == 1) {
                return marked;
            }
        }
        return candidates;
    }

    /** Returns those that ran when it was opened, without classes of which a test did. */
    private List<WatchedScope> candidates(long descriptor) {
        List<WatchedScope> spanning = new ArrayList<>();
        for (WatchedScope scope : all) {
            if (scope.spans(descriptor)) {
                spanning.add(scope);
            }
        }
        return spanning.stream()
                .filter(scope -> spanning.stream().noneMatch(other -> other != scope && other.isInside(scope)))
                .toList();
    }
}
