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
import java.util.stream.Stream;

/**
 * The JDKs that hosts are run on: those whose homes the environment's LASTACK_TEST_JDKS lists, else the running one.
 *
 * <p>A list that names no JDK fails the tests; none is skipped in silence.
 */
public final class TestJdks {
    private static final List<TestJdk> ALL = find(System.getenv("LASTACK_TEST_JDKS"));

    private TestJdks() {}

    /** For {@code @MethodSource("io.github.lastack.agent.it.TestJdks#all")}. */
    public static Stream<TestJdk> all() {
        return ALL.stream();
    }

    public static Stream<TestJdk> from(int version) {
        return all().filter(jdk -> jdk.version() >= version);
    }

    /** The newest of them, where one will do. */
    public static TestJdk newest() {
        return ALL.get(ALL.size() - 1);
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
