// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.model.TcpState;

/** What a descriptor is at a moment, as numbers that other programs in this JVM read; they keep their meaning. */
final class DescriptorUse {
    /** Closed since it was listed. */
    static final int GONE = -1;

    /** A connection that this side has opened, or is opening, and that is not one of the following. */
    static final int CONNECTION = 0;

    static final int LISTENER = 1;

    /** The peer has closed, and this side has not. */
    static final int PEER_CLOSED = 2;

    /** The connection is over, and its descriptor is open. */
    static final int OVER = 3;

    /** Neither connected nor listening. */
    static final int UNCONNECTED = 4;

    /** Closed, while a selector may keep the descriptor. */
    static final int CLOSING = 5;

    /** A connection that the peer has opened, and that is not one of the others. */
    static final int ACCEPTED = 6;

    private DescriptorUse() {}

    /** @param state null where it is not known any more */
    static int of(TcpState state, boolean isAccepted) {
        if (state == null) {
            return GONE;
        }
        switch (state) {
            case CLOSE_WAIT:
            case LAST_ACK:
                return PEER_CLOSED;
            case CLOSED:
                return OVER;
            case LISTEN:
                return LISTENER;
            default:
                return isAccepted ? ACCEPTED : CONNECTION;
        }
    }
}
