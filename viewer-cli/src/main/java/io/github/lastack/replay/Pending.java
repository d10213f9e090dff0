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

/** A connection of which more may still be told, by facts of its own or of others. */
final class Pending {
    final JvmReplay jvm;
    final long id;

    /** The connection's place among all that were heard of. */
    final long number;

    final List<SocketFact.OfConnection> facts = new ArrayList<>(4);

    /** When its ports were used again. */
    List<Instant> reuses = List.of();

    SocketFact.Ends ends;
    Instant openedAt;
    Instant closedAt;

    /** What the kernel said last of it after its descriptor had gone; null if it said nothing. */
    SocketFact.Closing closing;

    /** When it was listed as open for the last time. */
    Instant listedAt;

    /** When it may be judged, and forgotten. */
    Instant deadline;

    /** The other end; null if nothing was recorded of it, or that is over. */
    Pending partner;

    /** What is known of the other end, once that is over. */
    PeerEvidence mirror;

    /** The connection that had the same ends before. */
    Pending before;

    Pending(JvmReplay jvm, long id, long number) {
        this.jvm = jvm;
        this.id = id;
        this.number = number;
    }

    /** A listing that says what the one just before has said is not kept, and of holders the newest: there are many. */
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

    /** Null if the facts do not tell what connection it was. */
    ConnectionReplay live(PeerEvidence other) {
        ConnectionReplay replay = jvm.replay(id, other);
        return replay.live(facts, reuses) ? replay : null;
    }

    boolean isClient() {
        return ends.role() == Role.CLIENT && !ends.isOfItself();
    }

    /** A handshake of which the outcome is not known yet has no local end yet. */
    boolean hasBothEnds() {
        return ends != null && ends.hasRemote() && ends.localPort() != 0;
    }

    static boolean connects(SocketFact.Opened opened) {
        return opened.state() != TcpState.SYN_SENT;
    }
}
