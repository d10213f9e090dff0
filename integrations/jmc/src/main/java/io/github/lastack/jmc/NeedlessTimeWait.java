// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.problem.Problem;

/** Connections that are opened and closed again and again where one would do. */
public final class NeedlessTimeWait extends LastackRule {
    public NeedlessTimeWait() {
        super("lastack.NeedlessTimeWait", "Needless TIME_WAIT", Problem.TIME_WAIT);
    }
}
