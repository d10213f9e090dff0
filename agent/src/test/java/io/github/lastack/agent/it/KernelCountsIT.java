// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.ManyStates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's counts and settings are recorded beside the agent's, in a network that nothing else uses. */
class KernelCountsIT {
    private static final String SET_UP = "echo 40000 40999 > /proc/sys/net/ipv4/ip_local_port_range"
            + " && echo 41000-41009 > /proc/sys/net/ipv4/ip_local_reserved_ports"
            + " && echo 120 > /proc/sys/net/ipv4/tcp_fin_timeout"
            + " && echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse"
            + " && echo 7 > /proc/sys/net/ipv4/tcp_synack_retries"
            + " && echo 13 > /proc/sys/net/ipv4/tcp_retries2"
            + " && echo 2 > /proc/sys/net/ipv4/tcp_orphan_retries"
            + " && echo 600 > /proc/sys/net/ipv4/tcp_keepalive_time";

    private static final Map<String, Integer> MACHINE =
            Map.of("listen", 2, "synSent", 3, "established", 10, "finWait2", 1, "closeWait", 1, "timeWait", 1);

    /** The two that were not accepted have no descriptor, nor has what was closed. */
    private static final Map<String, Integer> PROCESS =
            Map.of("listen", 2, "synSent", 3, "established", 8, "closeWait", 1, "closed", 1);

    private static final Duration TIME_WAIT_LASTS = Duration.ofSeconds(55);

    /**
     * The agent reads the table after 500 times as long as it took of CPU the last time: on a slow machine maybe not
     * while the TIME_WAIT lasts.
     */
    private static final int TRIES = 5;

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void counts_recorded_areTheKernels(TestJdk jdk) throws Exception {
        Recorded recorded = crowd(jdk);
        for (int i = 1; i < TRIES && !isCounted(recorded); i++) {
            recorded = crowd(jdk);
        }
        assertCounts(recorded);
        assertQueues(recorded);
        assertSettings(recorded.last("KernelSettings").orElseThrow());
        assertThat(recorded.last("AgentInfo").orElseThrow().getLong("suppressedErrors"))
                .isZero();
    }

    private Recorded crowd(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .main(ManyStates.class)
                .args("wait")
                .in(OwnNamespace.networkOrSkip(), SET_UP)
                .agentOptions("probe=100 ms")
                .recordingTo(directory.resolve("app.jfr"))
                .start()) {
            host.awaitLine("waiting", HostJvm.LIMIT);
            // The first reading of the table is the slowest.
            host.dumpedWhen(soFar -> soFar.named("MachineConnections").count() >= 2);
            host.say("");
            host.awaitLine("ready", HostJvm.LIMIT);
            // The probe has to find the CLOSE_WAIT first, and one reading of the table keeps off the next for a while.
            Recorded recorded = host.dumpedWhen("lastack", KernelCountsIT::isCounted, TIME_WAIT_LASTS);
            assertThat(host.end()).as(host::transcript).isZero();
            return recorded;
        }
    }

    private static boolean isCounted(Recorded recorded) {
        return counts(recorded, "MachineConnections").equals(MACHINE)
                && counts(recorded, "ProcessConnections").equals(PROCESS)
                && recorded.last("NetworkCounters").orElseThrow().getLong("retransSegs") > 0; // after a second
    }

    /** The backlog of a listener from before the agent is not known. */
    @OnJdks(Jdks.EDGES)
    void listeners_fromBefore_haveQueues(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .main(ManyStates.class)
                .in(OwnNamespace.networkOrSkip(), SET_UP)
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=name=lastack")
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=100 ms");
            Recorded recorded =
                    host.dumpedWhen(soFar -> soFar.last("ListenerQueue").isPresent());

            assertThat(recorded.named("ListenerQueue").map(queue -> queue(queue).replaceFirst(".*:\\d+ ", "")))
                    .contains("0 of -1, 0 shaking hands", "2 of -1, 0 shaking hands");
            assertThat(counts(recorded, "ProcessConnections"))
                    .containsEntry("listen", 2)
                    .containsEntry("established", 8);
        }
    }

    private static void assertCounts(Recorded recorded) {
        assertThat(counts(recorded, "MachineConnections")).isEqualTo(MACHINE);
        assertThat(counts(recorded, "ProcessConnections")).isEqualTo(PROCESS);
        assertThat(recorded.last("MachineConnections").orElseThrow().getDuration("readingTime"))
                .isPositive();

        RecordedEvent first = recorded.named("NetworkCounters").findFirst().orElseThrow();
        RecordedEvent last = recorded.last("NetworkCounters").orElseThrow();
        assertThat(first.getLong("listenOverflows")).isZero();
        assertThat(last.getLong("listenOverflows")).isGreaterThanOrEqualTo(3);
        assertThat(last.getLong("listenDrops")).isGreaterThanOrEqualTo(last.getLong("listenOverflows"));
        assertThat(last.getLong("activeOpens") - first.getLong("activeOpens")).isEqualTo(10);
        assertThat(last.getLong("passiveOpens") - first.getLong("passiveOpens")).isEqualTo(7);
        assertThat(last.getLong("retransSegs")).isPositive(); // who knocks at the full door knocks again
        assertThat(last.getLong("tcpSynRetrans")).isPositive();
        assertThat(last.getLong("tcpTimeouts")).isPositive();
        assertThat(last.getLong("embryonicResets")).isZero();
    }

    /** The kernel lets one more in than the backlog says. */
    private static void assertQueues(Recorded recorded) {
        List<RecordedEvent> opened = recorded.named("ListenerOpened").toList();
        Map<Long, String> queues = recorded.named("ListenerQueue")
                .collect(toMap(queue -> queue.getLong("listenerId"), KernelCountsIT::queue, (a, b) -> b, TreeMap::new));
        assertThat(queues)
                .containsOnly(
                        Map.entry(
                                opened.get(0).getLong("listenerId"),
                                "127.0.0.1:" + opened.get(0).getInt("localPort") + " 0 of 50, 0 shaking hands"),
                        Map.entry(
                                opened.get(1).getLong("listenerId"),
                                "127.0.0.1:" + opened.get(1).getInt("localPort") + " 2 of 1, 0 shaking hands"));
    }

    private static String queue(RecordedEvent queue) {
        return queue.getString("localAddress") + ":" + queue.getInt("localPort") + " " + queue.getInt("acceptQueue")
                + " of " + queue.getInt("backlog") + ", " + queue.getInt("synReceived") + " shaking hands";
    }

    private static void assertSettings(RecordedEvent settings) {
        assertThat(settings.getInt("ipLocalPortRangeLow")).isEqualTo(40000);
        assertThat(settings.getInt("ipLocalPortRangeHigh")).isEqualTo(40999);
        assertThat(settings.getString("reservedPorts")).isEqualTo("41000-41009");
        assertThat(settings.getDuration("tcpFinTimeout")).hasSeconds(120);
        assertThat(settings.getInt("tcpTwReuse")).isZero();
        assertThat(settings.getDuration("timeWait")).hasSeconds(60);
        assertThat(settings.getInt("somaxconn")).isPositive();
        assertThat(settings.getInt("tcpMaxTwBuckets")).isPositive();
        assertThat(settings.getInt("tcpMaxSynBacklog")).isPositive();
        assertThat(settings.getInt("tcpAbortOnOverflow")).isZero();
        assertThat(settings.getInt("tcpSynRetries")).isPositive();
        assertThat(settings.getInt("tcpSynackRetries")).isEqualTo(7);
        assertThat(settings.getInt("tcpRetries2")).isEqualTo(13);
        assertThat(settings.getInt("tcpOrphanRetries")).isEqualTo(2);
        assertThat(settings.getDuration("tcpKeepaliveTime")).hasSeconds(600);
        assertThat(settings.getString("operatingSystem")).startsWith("Linux ");
    }

    /** Returns the counts that are not 0. */
    private static Map<String, Integer> counts(Recorded recorded, String name) {
        return recorded.last(name).stream()
                .flatMap(event -> event.getFields().stream()
                        .filter(field -> field.getTypeName().equals("int"))
                        .map(field -> Map.entry(field.getName(), event.getInt(field.getName()))))
                .filter(count -> count.getValue() != 0)
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
