// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.problem.Problem;

/** Connections that the peer has closed and the code has not. */
public final class CloseWaitLeaks extends LastackRule {
    public CloseWaitLeaks() {
        super("lastack.CloseWaitLeaks", "Connections left in CLOSE_WAIT", Problem.CLOSE_WAIT);
    }
}
