// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;

/** A moment at which a program waits for its test. */
final class Cue {
    private Cue() {}

    /** Prints the word, then waits for a line. */
    static void await(String word) throws IOException {
        System.out.println(word);
        int read = System.in.read();
        while (read != '\n') {
            if (read == -1) {
                throw new IOException("no cue after " + word);
            }
            read = System.in.read();
        }
    }
}
