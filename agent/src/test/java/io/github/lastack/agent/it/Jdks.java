// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.util.List;
import java.util.stream.Stream;

/** The reason for the choice of JDKs that a test runs on. */
public enum Jdks {
    /**
     * The JDK's own classes decide the outcome, and they differ between releases: weaving, hooks, how connections end.
     */
    EVERY {
        @Override
        List<TestJdk> among(List<TestJdk> jdks, int running) {
            return jdks;
        }
    },

    /**
     * The outcome depends on the JVM, but not on each release: the oldest, the oldest that the command line runs on
     * (the first whose sockets are NIO sockets, too), and the newest.
     */
    EDGES {
        @Override
        List<TestJdk> among(List<TestJdk> jdks, int running) {
            Stream<TestJdk> oldestOfTheTool = jdks.stream()
                    .filter(jdk -> jdk.version() >= OLDEST_OF_THE_TOOL)
                    .limit(1);
            return Stream.of(
                            jdks.stream().limit(1),
                            oldestOfTheTool,
                            jdks.stream().skip(jdks.size() - 1L))
                    .flatMap(each -> each)
                    .distinct()
                    .toList();
        }
    },

    /**
     * The outcome does not depend on the JDK: what the command line does with a recording or with a JVM. Runs on the
     * JDK that runs the tests, or on the newest where that is not listed.
     */
    ONE {
        @Override
        List<TestJdk> among(List<TestJdk> jdks, int running) {
            return jdks.stream()
                    .filter(jdk -> jdk.version() == running)
                    .findFirst()
                    .or(() -> jdks.stream().skip(jdks.size() - 1L).findFirst())
                    .stream()
                    .toList();
        }
    };

    private static final int OLDEST_OF_THE_TOOL = 17;

    /**
     * Returns the JDKs to run on.
     *
     * @param jdks the possible ones, from the oldest to the newest; may be empty
     * @param running the feature release of the JDK that runs the tests
     */
    abstract List<TestJdk> among(List<TestJdk> jdks, int running);
}
