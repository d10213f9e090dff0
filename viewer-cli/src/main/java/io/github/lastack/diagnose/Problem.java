// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import java.util.Locale;

/** What is wrong with connections, worst first. */
public enum Problem {
    CLOSE_WAIT,
    NEVER_CLOSED,
    FIN_WAIT_2,
    STALLED,
    CONNECT_FAILED,
    BIND_FAILED,
    TIME_WAIT;

    /** The problem's name in output: {@code close-wait}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
