// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDK that hosts are run on: its home, and its feature release, 8 for 1.8. */
public record TestJdk(int version, Path home) {
    private static final Pattern VERSION = Pattern.compile("version \"(?:1\\.)?(\\d+)");

    /** Asks the JDK itself: not every distribution has the file {@code release}. */
    public static TestJdk at(Path home) {
        try {
            Process java = new ProcessBuilder(home.resolve("bin/java").toString(), "-version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(java.getInputStream().readAllBytes());
            Matcher version = VERSION.matcher(said);
            if (!version.find()) {
                throw new IllegalArgumentException(home + " does not tell its version: " + said);
            }
            return new TestJdk(Integer.parseInt(version.group(1)), home);
        } catch (IOException e) {
            throw new UncheckedIOException("no JDK at " + home + ", which LASTACK_TEST_JDKS names", e);
        }
    }

    /** A program of this JDK, such as {@code java}. */
    public Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    @Override
    public String toString() {
        return "JDK " + version;
    }
}
