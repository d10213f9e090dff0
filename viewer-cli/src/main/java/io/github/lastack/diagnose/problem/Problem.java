// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.Locale;

/** What is wrong with connections. */
public enum Problem {
    CLOSE_WAIT(0),
    NEVER_CLOSED(0),
    STALLED(1),
    FIN_WAIT_2(2),
    CONNECT_FAILED(3),
    ACCEPT_QUEUE(4),
    BIND_FAILED(5),
    TIME_WAIT(6);

    private final int severity;

    Problem(int severity) {
        this.severity = severity;
    }

    /** The smaller, the worse; a descriptor that nobody will give back is worst, whatever the state. */
    public int severity() {
        return severity;
    }

    /** Whether a call failed, and no connection came of it. */
    public boolean isFailure() {
        return this == CONNECT_FAILED || this == BIND_FAILED;
    }

    /** Whether it is a problem only after the limit, so that what is younger is not found. */
    public boolean mustLast() {
        return this == CLOSE_WAIT || this == NEVER_CLOSED || this == STALLED || this == FIN_WAIT_2;
    }

    /** The problem's name in output: {@code close-wait}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
