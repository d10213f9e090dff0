// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.util.List;
import java.util.Locale;

/**
 * Why a read or write failed. The exception's message has the text of the C library (glibc or musl), or the number
 * from a native transport. Translated texts are not recognized.
 */
public enum SocketError {
    /** The peer, or something on the way, has reset the connection. */
    RESET("Connection reset", "Broken pipe", "errno 104", "errno 32"),
    /** The kernel gave up, since what was sent was not answered: ETIMEDOUT. */
    TIMED_OUT("Connection timed out", "Operation timed out", "errno 110"),
    /**
     * A router reported the peer unreachable, or no host answered on the link, and the kernel gave up: EHOSTUNREACH,
     * ENETUNREACH.
     */
    UNREACHABLE(
            "No route to host",
            "Host is unreachable",
            "Network is unreachable",
            "Network unreachable",
            "errno 113",
            "errno 101"),
    OTHER;

    private final List<String> texts;

    SocketError(String... texts) {
        this.texts = List.of(texts);
    }

    public static SocketError of(String message) {
        for (SocketError error : values()) {
            if (error.texts.stream().anyMatch(message::contains)) {
                return error;
            }
        }
        return OTHER;
    }

    /** Returns the error's name in output: {@code timed-out}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
