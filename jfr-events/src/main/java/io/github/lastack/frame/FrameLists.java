// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.frame;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists of prefixes of frames, one a line, in text files. */
public final class FrameLists {
    private FrameLists() {}

    /**
     * Returns the lines of a text file, without comments and blank lines.
     *
     * @param beside the class in whose package the file is
     * @throws UncheckedIOException if the file cannot be read
     */
    public static List<String> lines(Class<?> beside, String file) {
        List<String> lines = new ArrayList<>();
        try (InputStream in = beside.getResourceAsStream(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.trim().isEmpty() && !line.startsWith("#")) {
                    lines.add(line.trim());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableList(lines);
    }

    public static boolean startsWithAny(String text, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (text.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
