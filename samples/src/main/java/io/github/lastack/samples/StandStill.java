// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;

/** The moment to look at a sample: all of its connections have reached their final state. */
public final class StandStill {
    private StandStill() {}

    /** Prints {@code ready}, then waits until standard input ends. */
    public static void untilInputEnds() throws IOException {
        System.out.println("ready");
        while (System.in.read() != -1) {
            // whatever is typed, only the end counts
        }
    }
}
