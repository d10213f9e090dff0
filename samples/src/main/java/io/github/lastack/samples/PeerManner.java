// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

/** How a {@link LoopbackPeer} treats those who connect to it. */
public enum PeerManner {
    /** Answers every line with the same line, and closes once the visitor has sent its FIN. */
    ECHO,
    /** Closes at once, like a server that is full. */
    CLOSE_AFTER_ACCEPT,
    /** Answers one line, then closes. */
    CLOSE_AFTER_RESPONSE,
    /** Answers one line, sends its FIN and listens on: the visitor may still talk. */
    HALF_CLOSE_AFTER_RESPONSE,
    /** Answers one HTTP request without keeping the connection, nor saying so. */
    HTTP_THEN_CLOSE,
    /** Reads one line, then resets the connection, like a server that has crashed. */
    RESET_AFTER_REQUEST,
    /** Reads until the visitor's FIN, and keeps its own for itself. */
    NEVER_CLOSE,
    /** Has the port but does not listen: whoever connects is refused. */
    REFUSE
}
