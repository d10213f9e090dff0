// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.problem.Problem;

/** Connections that wait for a read, for a close or for a peer that does not answer. */
public final class StuckConnections extends LastackRule {
    public StuckConnections() {
        super("lastack.StuckConnections", "Stuck connections", Problem.STALLED, Problem.FIN_WAIT_2);
    }
}
