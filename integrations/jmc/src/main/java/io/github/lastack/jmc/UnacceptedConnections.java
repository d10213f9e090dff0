// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.problem.Problem;

/** Listeners whose queue is full, so that the kernel turns clients away. */
public final class UnacceptedConnections extends LastackRule {
    public UnacceptedConnections() {
        super("lastack.UnacceptedConnections", "Connections not accepted in time", Problem.ACCEPT_QUEUE);
    }
}
