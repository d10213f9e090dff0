// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.util.Iterator;
import java.util.List;

/** What was recorded of one JVM, in the order of time. */
public interface Facts extends Iterable<SocketFact> {
    /** All of them, read anew by each iterator. */
    @Override
    Iterator<SocketFact> iterator();

    /**
     * Few: those that are not about single connections, the failed connects, and of the listings of what is open the newest
     * at least.
     */
    List<SocketFact> rare();

    static boolean isRare(SocketFact fact) {
        return !(fact instanceof SocketFact.OfConnection)
                || fact instanceof SocketFact.ConnectFailed failed && (failed.portsExhausted() || failed.bound())
                || fact instanceof SocketFact.StillOpen
                || fact instanceof SocketFact.Kept;
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
