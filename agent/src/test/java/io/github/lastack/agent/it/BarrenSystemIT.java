// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Systems that lack what the agent would like to read or write: it runs without. */
class BarrenSystemIT {
    private static final String NO_TABLE = "mount -t tmpfs tmpfs /proc/$$/net";
    private static final String NONSENSE_FOR_TABLE =
            "mount -t tmpfs tmpfs /proc/$$/net && for t in tcp tcp6 snmp netstat; do"
                    + " printf 'sl local\\n 0: zz:1 : \\n\\377\\001\\n 1: 0100007F:FFFFFF 0:0 99 x' >"
                    + " /proc/$$/net/$t; done";

    static Stream<String> tables() {
        return Stream.of(NO_TABLE, NONSENSE_FOR_TABLE);
    }

    @TempDir
    Path directory;

    @OnJdks(value = Jdks.EDGES, with = "tables")
    void socketTable_unreadable_costsItsCountsOnly(TestJdk jdk, String setUp) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = twoBatches(jdk, setUp).recordingTo(file).start()) {
            assertThat(tableOf(host)).doesNotContain("ESTABLISHED").doesNotContain(" 01 ");
            goOn(host);
            assertThat(host.stderr()).isEmpty();
        }
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.named("ConnectionOpened")).hasSize(4);
        assertThat(recorded.last("AgentInfo"))
                .hasValueSatisfying(info ->
                        assertThat(info.getString("lastSuppressedError")).isEmpty());
    }

    /** Connections from before cannot be known; later ones are. */
    @OnJdks(value = Jdks.EDGES, with = "tables")
    void attach_withoutProc_followsNewConnections(TestJdk jdk, String setUp) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostJvm.Builder builder = twoBatches(jdk, setUp)
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + file);
        try (HostJvm host = builder.start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=100ms");
            goOn(host);
            assertThat(host.stderr().stream().filter(line -> line.startsWith("lastack: ")))
                    .hasSize(setUp.equals(NO_TABLE) ? 1 : 0)
                    .allMatch(line -> line.contains("open before") && line.contains("/proc/self/net/tcp"));
        }
        assertThat(Recorded.in(file).named("ConnectionOpened")).hasSize(2);
    }

    /** As in a container: nothing can be written to but the folder of the recording. */
    @OnJdks(Jdks.EDGES)
    void root_readOnly_isEnough(TestJdk jdk) throws Exception {
        String setUp = "mount --bind " + directory + " " + directory
                + " && mount -o remount,ro,bind / && ! touch /tmp/lastack 2>/dev/null";
        Path file = directory.resolve("app.jfr");
        HostJvm.Builder builder =
                twoBatches(jdk, setUp).jvmArgs("-Djava.io.tmpdir=" + directory).recordingTo(file);
        try (HostJvm host = builder.start()) {
            goOn(host);
            assertThat(host.stderr()).isEmpty();
        }
        assertThat(Recorded.in(file).named("ConnectionOpened")).hasSize(4);
    }

    private static HostJvm.Builder twoBatches(TestJdk jdk, String setUp) {
        return HostJvm.on(jdk).in(OwnNamespace.mountsOrSkip(), setUp).main(TwoBatches.class);
    }

    private static void goOn(HostJvm host) throws Exception {
        host.awaitLine("ready", HostJvm.LIMIT);
        host.say("go on");
        host.awaitLine("done", HostJvm.LIMIT);
        assertThat(host.end()).as(host::transcript).isZero();
        assertThat(host.stdout())
                .filteredOn(line -> !line.startsWith("Started recording"))
                .contains("ready", "done");
    }

    private static List<String> tableOf(HostJvm host) throws Exception {
        host.awaitLine("ready", HostJvm.LIMIT);
        Path table = Path.of("/proc/" + host.pid() + "/root/proc/" + host.pid() + "/net/tcp");
        try {
            return List.of(Files.readString(table, java.nio.charset.StandardCharsets.ISO_8859_1));
        } catch (IOException none) {
            return List.of();
        }
    }
}
