// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.problem.Problem;

/** Descriptors that no code will ever close. */
public final class LostDescriptors extends LastackRule {
    public LostDescriptors() {
        super("lastack.LostDescriptors", "Sockets never closed", Problem.NEVER_CLOSED);
    }
}
