// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.UnconnectedBefore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;

/** The agent is attached to a JVM that holds descriptors without a connection: it finds those and nothing else. */
class UnconnectedBeforeIT {
    private static final int OVER = 12;
    private static final int NEVER_CONNECTED = 4;

    @OnJdks(Jdks.EVERY)
    void descriptorsWithoutAConnection_fromBeforeTheAgent_areListedUntilTheyAreClosed(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=name=app")
                .main(UnconnectedBefore.class)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            host.jcmd("VM.version"); // the JVM opens the socket by which it is attached to
            Set<String> before = descriptors(host.pid());
            AttachIT.attach(host, "probe=50ms");
            Recorded found =
                    host.dumpedWhen("app", recorded -> unconnected(recorded).size() == NEVER_CONNECTED + 2);
            assertThat(over(found)).hasSize(OVER).allSatisfy(UnconnectedBeforeIT::saysNoRemote);
            assertThat(unconnected(found)).hasSize(NEVER_CONNECTED + 2);

            host.say("connect");
            host.awaitLine("done connect", HostJvm.LIMIT);
            Recorded changed =
                    host.dumpedWhen("app", recorded -> unconnected(recorded).size() == NEVER_CONNECTED);
            assertThat(over(changed)).hasSize(OVER);
            assertThat(unconnected(changed)).hasSize(NEVER_CONNECTED);
            assertThat(changed.named("ConnectionOpened")).hasSize(1);

            host.say("close");
            host.awaitLine("done close", HostJvm.LIMIT);
            Recorded closed = host.dumped("app");
            assertThat(over(closed)).isEmpty();
            assertThat(unconnected(closed)).isEmpty();
            assertThat(closed.named("ConnectionClosed"))
                    .hasSize(OVER)
                    .allSatisfy(
                            close -> assertThat(close.getString("kernelState")).isEqualTo("CLOSED"))
                    .allSatisfy(close ->
                            assertThat(Recorded.applicationFrame(close)).isEqualTo("UnconnectedBefore.close"));
            assertThat(closed.named("KernelState")).isEmpty();
            assertThat(closed.named("DescriptorKept")).isEmpty();
            assertThat(closed.last("AgentInfo")).hasValueSatisfying(info -> assertThat(info.getLong("suppressedErrors"))
                    .isZero());
            assertThat(descriptors(host.pid())).as("the agent keeps none").isSubsetOf(before);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
    }

    private static void saysNoRemote(RecordedEvent open) {
        assertThat(open.getString("state")).isEqualTo("CLOSED");
        assertThat(open.getInt("port")).isZero();
        assertThat(open.getInt("localPort")).isPositive();
        assertThat(open.getLong("openedSite")).isZero();
    }

    /** Returns those that were connected once, by the newest listing. */
    private static List<RecordedEvent> over(Recorded recorded) {
        return newest(recorded)
                .filter(open -> open.getBoolean("connected"))
                .filter(open -> open.getString("state").equals("CLOSED"))
                .toList();
    }

    private static List<RecordedEvent> unconnected(Recorded recorded) {
        return newest(recorded).filter(open -> !open.getBoolean("connected")).toList();
    }

    /** Returns the events between the last but one and the last status of the agent; one of each descriptor. */
    private static Stream<RecordedEvent> newest(Recorded recorded) {
        Instant[] ends =
                recorded.named("AgentInfo").map(RecordedEvent::getStartTime).toArray(Instant[]::new);
        Instant from = ends.length < 2 ? Instant.MIN : ends[ends.length - 2];
        Map<Long, RecordedEvent> newest = new TreeMap<>();
        recorded.named("OpenConnection")
                .filter(open -> ends.length > 0
                        && open.getStartTime().isAfter(from)
                        && !open.getStartTime().isAfter(ends[ends.length - 1]))
                .forEach(open -> newest.put(open.getLong("connectionId"), open));
        return newest.values().stream();
    }

    /** Returns the descriptors of sockets; the JVM opens other files as it likes. */
    private static Set<String> descriptors(long pid) throws IOException {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path each : all.toList()) {
                if (Files.isSymbolicLink(each)
                        && Files.readSymbolicLink(each).toString().startsWith("socket:")) {
                    sockets.add(each.getFileName().toString());
                }
            }
        }
        return sockets;
    }
}
