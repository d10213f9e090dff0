// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** A fact about a connection that is known without asking the kernel: a call was made, or returned. */
public enum TcpSignal {
    /** connect was called. */
    CONNECT_BEGUN,
    /** connect, or finishConnect, succeeded. */
    CONNECTED,
    /** connect, or finishConnect, failed. */
    CONNECT_FAILED,
    /** A listening socket was made. */
    LISTENING,
    /** accept returned the connection. */
    ACCEPTED,
    /** A read returned -1: the peer has sent its FIN. */
    PEER_FIN,
    /** shutdownOutput was called and sends a FIN; the descriptor stays open. */
    LOCAL_FIN,
    /** close was called and sends a FIN, unless one was sent before. */
    CLOSED,
    /** close was called and sends a RST: SO_LINGER is 0, or received data was never read (RFC 9293, section 3.6.1). */
    ABORTED,
    /** A call failed because the connection is dead: reset by the peer, timed out. */
    RESET,
    /** 2MSL have passed since TIME_WAIT began. */
    TIME_WAIT_ELAPSED
}
