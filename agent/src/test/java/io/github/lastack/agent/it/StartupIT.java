// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.LastackAgent;
import io.github.lastack.agent.host.Nothing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classes that the agent loads before main, which are most of the cost of its start: unlike time, they are the same
 * on every machine.
 */
class StartupIT {
    /** JDK 11 to 27 load 327 to 350, of which 125 are the agent's own. */
    private static final int MAX_CLASSES = 430;

    @TempDir
    Path directory;

    @OnJdks(value = Jdks.EDGES, from = 11)
    void startOfTheAgent_loadsFewClasses(TestJdk jdk) throws Exception {
        assertThat(loadedByTheAgent(jdk)).hasSizeBetween(100, MAX_CLASSES);
    }

    @OnJdks(value = Jdks.EDGES, from = 11)
    void startOfTheAgent_hasNoLambdaAndNoTextFormat(TestJdk jdk) throws Exception {
        assertThat(loadedByTheAgent(jdk))
                .noneMatch(type -> type.startsWith("io.github.lastack.") && type.contains("$$Lambda"))
                .noneMatch(type -> type.startsWith("java.util.regex.") || type.startsWith("java.util.Formatter"));
    }

    /** Returns the classes from the agent's first on, until the application's. */
    private List<String> loadedByTheAgent(TestJdk jdk) throws Exception {
        Path log = directory.resolve("classes.log");
        HostRun run = HostRun.of(HostJvm.on(jdk).main(Nothing.class).jvmArgs("-Xlog:class+load:file=" + log + ":none"));
        assertThat(run.status()).isZero();
        List<String> types = Files.readAllLines(log).stream()
                .map(line -> line.split(" ", 2)[0])
                .toList();
        int first = types.indexOf(LastackAgent.class.getName());
        int main = types.indexOf(Nothing.class.getName());
        return types.subList(first, main);
    }
}
