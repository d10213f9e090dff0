// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads small files of the kernel's. */
final class ProcFile {
    private ProcFile() {}

    /** Returns the text; empty if there is no such file, or it may not be read. */
    static String text(String file) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        try (InputStream in = new FileInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                text.write(buffer, 0, n);
            }
        } catch (IOException e) {
            return "";
        }
        return new String(text.toByteArray(), StandardCharsets.US_ASCII);
    }

    /**
     * Returns one number of the file; or -1.
     *
     * @param place the number's index, from 0
     */
    static int number(String file, int place) {
        String[] words = text(file).trim().split("\\s+");
        try {
            return place < words.length ? Integer.parseInt(words[place]) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
