// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.problem.Problem;

/** Connects that found no free port, and binds to a port that was taken. */
public final class PortShortage extends LastackRule {
    public PortShortage() {
        super("lastack.PortShortage", "Ports in use or used up", Problem.CONNECT_FAILED, Problem.BIND_FAILED);
    }
}
