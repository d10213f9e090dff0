// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

/** What a {@link LoopbackPeer} does with connections to one of its ports. */
public enum PeerBehavior {
    /** Answers every line with the same line; closes after the client's FIN. */
    ECHO,
    /** Closes at once, like a server that is overloaded. */
    CLOSE_AFTER_ACCEPT,
    /** Answers one line, then closes. */
    CLOSE_AFTER_RESPONSE,
    /** Answers one line and sends its FIN, then reads until the client closes. */
    HALF_CLOSE_AFTER_RESPONSE,
    /** Answers one HTTP request and closes, without the header {@code Connection: close}. */
    HTTP_THEN_CLOSE,
    /** Reads one line, then resets the connection, like a server that has crashed. */
    RESET_AFTER_REQUEST,
    /** Reads until the client's FIN and never closes. */
    NEVER_CLOSE,
    /** Binds the port without listening, so that connects are refused. */
    REFUSE
}
