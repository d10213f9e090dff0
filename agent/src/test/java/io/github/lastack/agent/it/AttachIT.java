// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent is attached to a running JVM: it follows what is opened from then on, into the recording that runs there.
 */
class AttachIT {
    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void connection_openedAfterAttach_isRecorded(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = start(jdk, file)) {
            host.awaitLine("ready", HostJvm.LIMIT);
            attach(host, "probe=off");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
        assertThat(lives(Recorded.in(file)))
                .containsExactlyInAnyOrder(
                        "client connect, EndOfStream read, ConnectionClosed main",
                        "server main, ConnectionClosed main");
    }

    @OnJdks(Jdks.EVERY)
    void attach_wrongOption_leavesApplicationAlone(TestJdk jdk) throws Exception {
        try (HostJvm host = start(jdk, directory.resolve("app.jfr"))) {
            host.awaitLine("ready", HostJvm.LIMIT);
            attach(host, "probe=soon");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr().stream().filter(line -> line.startsWith("lastack: ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("probe", "soon"));
        }
    }

    @OnJdks(Jdks.EVERY)
    void attach_secondTime_changesNothing(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = start(jdk, file)) {
            host.awaitLine("ready", HostJvm.LIMIT);
            attach(host, "probe=off");
            attach(host, "probe=1s");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
        }
        assertThat(lives(Recorded.in(file))).hasSize(2);
    }

    static HostJvm start(TestJdk jdk, Path file) throws Exception {
        return HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + file)
                .main(TwoBatches.class)
                .start();
    }

    static void attach(HostJvm host, String options) throws Exception {
        host.load(HostJvm.agentJar(), options);
    }

    private static List<String> lives(Recorded recorded) {
        return recorded.named("ConnectionOpened")
                .map(opened -> opened.getString("role") + " " + method(opened)
                        + recorded.of(opened.getLong("connectionId"))
                                .filter(event -> !List.of("ConnectionOpened", "OpenConnection")
                                        .contains(Recorded.nameOf(event)))
                                .map(event -> ", " + Recorded.nameOf(event) + " " + method(event))
                                .reduce("", String::concat))
                .toList();
    }

    private static String method(RecordedEvent event) {
        String frame = Recorded.applicationFrame(event);
        return frame.substring(frame.indexOf('.') + 1);
    }
}
