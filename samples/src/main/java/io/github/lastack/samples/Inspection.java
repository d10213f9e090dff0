// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;

/** Holds a sample when all of its connections have reached their final state, so that they can be inspected. */
public final class Inspection {
    private Inspection() {}

    /** Prints {@code ready}, then waits until standard input ends. */
    public static void untilInputEnds() throws IOException {
        System.out.println("ready");
        while (System.in.read() != -1) {
            // any input is ignored; only its end counts
        }
    }
}
