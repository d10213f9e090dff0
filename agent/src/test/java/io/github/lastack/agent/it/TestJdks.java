// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The JDKs that hosts can run on: those whose homes the environment's LASTACK_TEST_JDKS lists, else the running one.
 * Which of them a test takes is said by its {@link OnJdks}.
 */
public final class TestJdks {
    private static final List<TestJdk> LISTED = find(System.getenv("LASTACK_TEST_JDKS"));

    private TestJdks() {}

    /** Returns all of them, from the oldest to the newest. */
    public static List<TestJdk> listed() {
        return LISTED;
    }

    /** Returns all that this run proves something of, for a test that takes them all at once. */
    public static List<TestJdk> toProve() {
        return LISTED.stream().filter(jdk -> !isProven(jdk)).toList();
    }

    /** Returns whether another run has proved it, in which it was the only one. */
    static boolean isProven(TestJdk jdk) {
        return Boolean.getBoolean("lastack.othersOnly")
                && jdk.version() == Runtime.version().feature();
    }

    /**
     * Notes that a test has used the JDK, in the file that the system property {@code lastack.exercised} names, a line
     * {@code VERSION HOME} once.
     */
    static synchronized void exercised(TestJdk jdk) {
        Path file = Path.of(System.getProperty("lastack.exercised", "target/jdks-exercised.txt"));
        String line = jdk.version() + " " + jdk.home();
        try {
            if (Files.exists(file) && Files.readAllLines(file).contains(line)) {
                return;
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TestJdk> find(String homes) {
        if (homes == null || homes.isBlank()) {
            return List.of(new TestJdk(Runtime.version().feature(), Path.of(System.getProperty("java.home"))));
        }
        return Arrays.stream(homes.split(File.pathSeparator))
                .map(home -> TestJdk.at(Path.of(home)))
                .sorted((a, b) -> Integer.compare(a.version(), b.version()))
                .toList();
    }
}
