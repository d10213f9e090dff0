// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.kernel.TcpInfo;

/**
 * Segments that a connection has sent repeatedly without an answer: data, a SYN or FIN, probes of a zero window or of
 * SO_KEEPALIVE. Immutable; nearly all connections have none.
 */
public final class Unanswered {
    public final long sinceMillis; // by SteadyClock, when a probe first found it
    public final int retransmits;
    public final int probes;

    private Unanswered(long sinceMillis, int retransmits, int probes) {
        this.sinceMillis = sinceMillis;
        this.retransmits = retransmits;
        this.probes = probes;
    }

    /**
     * Returns what is unanswered after that answer of the kernel; null if nothing. A count that has become less has
     * begun anew, so there was an answer meanwhile.
     *
     * @param before null if there was none
     * @param info as {@link TcpInfo} reads it; must be of a connection that is not over
     * @param nowMillis of SteadyClock
     */
    static Unanswered after(Unanswered before, int info, long nowMillis) {
        if (!TcpInfo.isUnanswered(info)) {
            return null;
        }
        int retransmits = TcpInfo.retransmits(info);
        int probes = TcpInfo.probes(info);
        boolean goesOn = before != null && retransmits >= before.retransmits && probes >= before.probes;
        if (goesOn && retransmits == before.retransmits && probes == before.probes) {
            return before;
        }
        return new Unanswered(goesOn ? before.sinceMillis : nowMillis, retransmits, probes);
    }
}
