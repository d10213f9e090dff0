// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import java.util.List;
import java.util.Set;

/** Finds the main class in the arguments of a {@code java} command, for JVMs that do not report it otherwise. */
final class JavaCommandLine {
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--limit-modules",
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--patch-module",
            "--enable-native-access");

    private JavaCommandLine() {}

    /** The main class or jar and what follows it; empty if there is none. */
    static String application(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) {
                return String.join(" ", arguments.subList(i + 1, arguments.size()));
            }
            if (WITH_VALUE.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
                return String.join(" ", arguments.subList(i, arguments.size()));
            }
        }
        return "";
    }
}
