// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** What was recorded of one JVM, in the order of time. */
public interface Facts extends Iterable<SocketFact> {
    /** Returns all facts, which each iterator reads anew. */
    @Override
    Iterator<SocketFact> iterator();

    /**
     * Returns the few facts that are not about single connections, the failed connects, and at least the newest
     * listing of what is open.
     */
    List<SocketFact> rare();

    static boolean isRare(SocketFact fact) {
        return !(fact instanceof SocketFact.OfConnection)
                || fact instanceof SocketFact.ConnectFailed failed && (failed.portsExhausted() || failed.bound())
                || fact instanceof SocketFact.StillOpen
                || fact instanceof SocketFact.Kept;
    }

    /**
     * Returns the facts without what happened later. Facts that only explain others, such as stacks and class origins,
     * may be later.
     */
    default Facts until(Instant end) {
        Facts all = this;
        return new Facts() {
            @Override
            public Iterator<SocketFact> iterator() {
                return new Kept(all.iterator(), end);
            }

            @Override
            public List<SocketFact> rare() {
                return all.rare().stream()
                        .filter(fact -> Kept.isKept(fact, end))
                        .toList();
            }
        };
    }

    /**
     * Whether {@link #until} keeps the fact. The others are read as well, since only reading shows whether they are
     * damaged.
     */
    final class Kept implements Iterator<SocketFact> {
        private final Iterator<SocketFact> all;
        private final Instant end;
        private SocketFact next;

        private Kept(Iterator<SocketFact> all, Instant end) {
            this.all = all;
            this.end = end;
            advance();
        }

        private static boolean isKept(SocketFact fact, Instant end) {
            return !fact.at().isAfter(end) || fact instanceof SocketFact.Site || fact instanceof SocketFact.ClassOrigin;
        }

        private void advance() {
            next = null;
            while (next == null && all.hasNext()) {
                SocketFact fact = all.next();
                next = isKept(fact, end) ? fact : null;
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public SocketFact next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            SocketFact fact = next;
            advance();
            return fact;
        }
    }

    static Facts of(List<SocketFact> facts) {
        return new Facts() {
            @Override
            public Iterator<SocketFact> iterator() {
                return facts.iterator();
            }

            @Override
            public List<SocketFact> rare() {
                return facts.stream().filter(Facts::isRare).toList();
            }
        };
    }
}
