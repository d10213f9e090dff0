// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Hello;
import io.github.lastack.agent.host.TwoBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The choice of the file that a recording is written to, which must not overwrite another JVM's. */
class RecordFileIT {
    @TempDir
    Path folder;

    @OnJdks(Jdks.EDGES)
    void twoJvmsAtATime_recordToTwoFiles(TestJdk jdk) throws Exception {
        Path file = folder.resolve("app.jfr");
        try (HostJvm first = host(jdk).recordingTo(file).start()) {
            first.awaitLine("ready", HostJvm.LIMIT);
            try (HostJvm second = host(jdk).recordingTo(file).start()) {
                second.awaitLine("ready", HostJvm.LIMIT);
                Path beside = folder.resolve("app-" + second.pid() + ".jfr");
                assertThat(second.stderr())
                        .containsExactly("lastack: another JVM records to " + file + ", so this one records to "
                                + beside.getFileName());
                assertThat(second.end()).isZero();
                assertThat(instance(beside)).startsWith(second.pid() + "@");
            }
            assertThat(first.end()).isZero();
            assertThat(first.stderr()).isEmpty();
            assertThat(instance(file)).startsWith(first.pid() + "@");
        }
        assertThat(files()).hasSize(2);
    }

    @OnJdks(Jdks.EDGES)
    void jvmThatIsStartedAgain_keepsTheEarlierRecording(TestJdk jdk) throws Exception {
        Path file = folder.resolve("app.jfr");
        HostRun.of(hello(jdk).recordingTo(file));
        String earlier = instance(file);

        HostRun again = HostRun.of(hello(jdk).recordingTo(file));

        assertThat(again.lastackLines())
                .singleElement()
                .asString()
                .startsWith("lastack: " + file + " has the recording of an earlier JVM, which is app-");
        assertThat(instance(file)).isNotEqualTo(earlier);
        assertThat(files()).hasSize(2).filteredOn(other -> !other.equals(file)).allSatisfy(other -> assertThat(
                        instance(other))
                .isEqualTo(earlier));
    }

    /**
     * So that {@code javac} does not overwrite an application's recording, nor {@code jfr print} the one that it reads.
     */
    @OnJdks(Jdks.ONE)
    void jvmThatHasTheOptionFromTheEnvironment_leavesTheEarlierRecordingWhereItIs(TestJdk jdk) throws Exception {
        Path file = folder.resolve("app.jfr");
        HostRun.of(hello(jdk).recordingTo(file));
        byte[] earlier = Files.readAllBytes(file);

        HostRun javac = HostRun.of(hello(jdk)
                .withoutAgent()
                .environment(Map.of(
                        "JAVA_TOOL_OPTIONS", "-javaagent:" + HostJvm.agentJar() + "=record=" + file + ",probe=2s")));

        assertThat(javac.lastackLines())
                .singleElement()
                .asString()
                .startsWith("lastack: " + file + " has the recording of an earlier JVM, so this one records to app-");
        assertThat(Files.readAllBytes(file)).isEqualTo(earlier);
        assertThat(files()).hasSize(2).allSatisfy(each -> assertThat(instance(each))
                .isNotEmpty());
    }

    @OnJdks(Jdks.EDGES)
    void directory_getsAFileOfTheJvm(TestJdk jdk) throws Exception {
        HostRun with = HostRun.of(hello(jdk).recordingTo(folder));

        assertThat(with.lastackLines()).isEmpty();
        assertThat(files()).singleElement().satisfies(file -> {
            String pid = instance(file).replaceFirst("@.*", "");
            assertThat(file.getFileName().toString()).matches("lastack-.+-" + pid + "-\\d{4}(_\\d\\d){5}\\.jfr");
        });
    }

    /** Nothing of what was opened is left but the list of what is open. */
    @OnJdks(Jdks.EDGES)
    void recordingWithLimits_listsWhatIsOpenOnceTheOpeningIsTooOld(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)
                .agentOptions("maxage=1s,maxsize=250M")
                .recordingTo(folder.resolve("app.jfr"))
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            assertThat(host.jcmd("JFR.check")).contains("maxsize=250.0MB", "maxage=1s");
            assertThat(host.dumped().named("ConnectionOpened")).hasSize(2);
            Thread.sleep(1_500);
            Recorded newest = host.dumpedWhen(
                    recorded -> recorded.named("ConnectionOpened").findAny().isEmpty());

            assertThat(newest.named("ConnectionOpened")).isEmpty();
            assertThat(newest.named("OpenConnection")
                            .map(event -> event.getString("role"))
                            .distinct())
                    .containsExactlyInAnyOrder("client", "server");
        }
    }

    private static HostJvm.Builder host(TestJdk jdk) {
        return HostJvm.on(jdk).main(TwoBatches.class);
    }

    private static HostJvm.Builder hello(TestJdk jdk) {
        return HostJvm.on(jdk).main(Hello.class).args("return");
    }

    private static String instance(Path file) {
        return Recorded.in(file).last("AgentInfo").orElseThrow().getString("instance");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
