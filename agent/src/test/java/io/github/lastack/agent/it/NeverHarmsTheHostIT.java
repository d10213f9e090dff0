// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** Whatever is wrong with the agent, the application's output and exit status are the same. */
class NeverHarmsTheHostIT {
    /** The runs by JDK and end: one of each is enough. */
    private static final Map<String, HostRun> WITHOUT_AGENT = new ConcurrentHashMap<>();

    @TempDir
    Path directory;

    static Stream<String> ends() {
        return Stream.of("return", "exit", "throw", "daemons");
    }

    /** A wrong option, and what the line that says so must name. */
    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                Arguments.of("color=red", List.of("color", "record=FILE", "closewait=TIME", "probe=", "stackdepth=N")),
                Arguments.of("recrod=app.jfr,probe=1s", List.of("recrod", "record=FILE")),
                Arguments.of("probe=soon", List.of("probe", "soon", "off", "10s")),
                Arguments.of("probe", List.of("probe", "off", "10s")),
                Arguments.of("closewait=-1s", List.of("closewait", "-1s", "10s")),
                Arguments.of("closewait=10", List.of("closewait", "'10'", "10s")),
                Arguments.of("stackdepth=many", List.of("stackdepth", "many", "2048")),
                Arguments.of("stackdepth=0", List.of("stackdepth", "'0'", "2048")),
                Arguments.of("record=app.jfr,maxsize=lots", List.of("maxsize", "lots", "250M")),
                Arguments.of("record=app.jfr,maxage=old", List.of("maxage", "old", "10s")),
                Arguments.of("maxage=1h", List.of("maxage", "record")),
                Arguments.of("record=app-%n.jfr", List.of("record", "'%n'", "%p", "%t", "%h", "%%")),
                Arguments.of("record=", List.of("record", "file")));
    }

    @OnJdks(value = Jdks.EDGES, with = "ends")
    void application_withAgent_endsAsWithout(TestJdk jdk, String end) throws Exception {
        HostRun with = run(HostJvm.on(jdk).agentOptions("").recordingTo(directory.resolve("app.jfr")), end);
        assertUnharmed(with, jdk, end);
        assertThat(with.lastackLines()).isEmpty();
        assertThat(Recorded.in(directory.resolve("app.jfr")).named("AgentInfo")).isNotEmpty();
    }

    @OnJdks(value = Jdks.ONE, with = "wrongOptions")
    void option_wrong_printsOneLineAndNoAgentStarts(TestJdk jdk, String options, List<String> named) throws Exception {
        HostRun with = run(HostJvm.on(jdk).agentOptions(options), "exit");
        assertUnharmed(with, jdk, "exit");
        assertThat(with.lastackLines()).singleElement().satisfies(line -> assertThat(line)
                .contains(named));
    }

    @OnJdks(Jdks.EDGES)
    void recording_notWritable_printsOneLine(TestJdk jdk) throws Exception {
        HostRun with = run(HostJvm.on(jdk).recordingTo(directory.resolve("missing/app.jfr")), "exit");
        assertUnharmed(with, jdk, "exit");
        assertThat(with.lastackLines()).singleElement().satisfies(line -> assertThat(line)
                .contains(directory.toString()));
    }

    @OnJdks(value = Jdks.EDGES, from = 11)
    void jvm_withoutFlightRecorder_printsOneLine(TestJdk jdk) throws Exception {
        HostRun with = run(HostJvm.on(jdk).jvmArgs("--limit-modules", "java.base,java.instrument"), "exit");
        assertUnharmed(with, jdk, "exit");
        assertThat(with.lastackLines()).singleElement().satisfies(line -> assertThat(line)
                .contains("jdk.jfr", "off"));
    }

    @OnJdks(Jdks.ONE)
    void option_givenTwice_takesTheLast(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostRun with = run(HostJvm.on(jdk).agentOptions("probe=5s,probe=off").recordingTo(file), "exit");
        assertUnharmed(with, jdk, "exit");
        assertThat(Recorded.in(file).named("AgentInfo"))
                .allSatisfy(info -> assertThat(info.getLong("probePeriod")).isZero());
    }

    @OnJdks(Jdks.EDGES)
    void agent_givenTwice_runsOnce(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostRun with =
                run(HostJvm.on(jdk).jvmArgs("-javaagent:" + HostJvm.agentJar()).recordingTo(file), "exit");
        assertUnharmed(with, jdk, "exit");
        assertThat(with.lastackLines()).singleElement().satisfies(line -> assertThat(line)
                .contains("already"));
    }

    private static HostRun run(HostJvm.Builder builder, String end) throws IOException, InterruptedException {
        return HostRun.of(builder.main(Hello.class).args(end));
    }

    private static void assertUnharmed(HostRun with, TestJdk jdk, String end) throws IOException, InterruptedException {
        HostRun without = WITHOUT_AGENT.get(jdk + end);
        if (without == null) {
            without = run(HostJvm.on(jdk).withoutAgent(), end);
            WITHOUT_AGENT.put(jdk + end, without);
        }
        with.assertIsAs(without);
        assertThat(Files.exists(Path.of("app.jfr"))).isFalse();
    }
}
