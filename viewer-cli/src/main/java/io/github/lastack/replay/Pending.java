// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A connection about which more facts may follow, either its own or those of other connections. */
final class Pending {
    final JvmReplay jvm;
    final long id;

    /** The position of the connection among all connections, in the order of their first facts. */
    final long number;

    final List<SocketFact.OfConnection> facts = new ArrayList<>(4);

    /** When the ports of the connection were used again. */
    List<Instant> reuses = List.of();

    SocketFact.Ends ends;
    Instant openedAt;
    Instant closedAt;

    /** The newest kernel state recorded after the descriptor was closed; null if none was. */
    SocketFact.Closing closing;

    /** When the connection was last listed as open. */
    Instant listedAt;

    /** When the history of the connection may be completed, and the connection forgotten. */
    Instant deadline;

    /** The other end of the connection; null if nothing was recorded of that end, or its history is complete. */
    Pending partner;

    /** The evidence from the other end, once the history of that end is complete. */
    PeerEvidence mirror;

    /** The previous connection with the same ends. */
    Pending before;

    Pending(JvmReplay jvm, long id, long number) {
        this.jvm = jvm;
        this.id = id;
        this.number = number;
    }

    /**
     * Adds a fact. A listing that says no more than the one just before is not kept, and of the holders only the newest
     * is kept, since there are many.
     */
    void add(SocketFact.OfConnection fact) {
        if (fact instanceof SocketFact.Held) {
            facts.removeIf(SocketFact.Held.class::isInstance);
        }
        int last = facts.size() - 1;
        while (last >= 0 && facts.get(last) instanceof SocketFact.Held) {
            last--;
        }
        if (last < 0 || !isAgain(fact, facts.get(last))) {
            facts.add(fact);
        }
    }

    private static boolean isAgain(SocketFact.OfConnection fact, SocketFact.OfConnection last) {
        return fact instanceof SocketFact.Kept && last instanceof SocketFact.Kept
                || fact instanceof SocketFact.StillOpen open
                        && last instanceof SocketFact.StillOpen before
                        && open.saysNoMoreThan(before);
    }

    void usedAgain(Instant opening) {
        if (reuses.isEmpty()) {
            reuses = List.of(opening);
            return;
        }
        List<Instant> all = new ArrayList<>(reuses);
        all.add(opening);
        Collections.sort(all);
        reuses = all;
    }

    /** Returns the replay of the connection; null if the facts do not identify the connection. */
    ConnectionReplay live(PeerEvidence other) {
        ConnectionReplay replay = jvm.replay(id, other);
        return replay.live(facts, reuses) ? replay : null;
    }

    boolean isClient() {
        return ends.role() == Role.CLIENT && !ends.isOfItself();
    }

    /** Returns whether both ends are known. A handshake whose outcome is not known yet has no local end yet. */
    boolean hasBothEnds() {
        return ends != null && ends.hasRemote() && ends.localPort() != 0;
    }

    static boolean connects(SocketFact.Opened opened) {
        return opened.state() != TcpState.SYN_SENT;
    }
}
