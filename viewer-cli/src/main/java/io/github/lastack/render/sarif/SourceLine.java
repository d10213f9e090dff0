// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.sarif;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source that a frame names.
 *
 * @param method the class and method
 * @param inPackage the package, empty for the unnamed one
 * @param file the name of the source file
 * @param line the line, from 1
 */
record SourceLine(String method, String inPackage, String file, int line) {
    private static final Pattern SOURCE = Pattern.compile("((?:(.+)\\.)?[^.]+\\.[^.]+)\\(([^:]+):(\\d+)\\)");

    /** Returns the source of a frame as Java prints it; empty if the frame names no line. */
    static Optional<SourceLine> of(String frame) {
        Matcher matcher = SOURCE.matcher(frame);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String inPackage = matcher.group(2) == null ? "" : matcher.group(2);
        return Optional.of(
                new SourceLine(matcher.group(1), inPackage, matcher.group(3), Integer.parseInt(matcher.group(4))));
    }
}
