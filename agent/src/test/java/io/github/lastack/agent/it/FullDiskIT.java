// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** JFR ends the JVM when its disk is full: the agent's own recording ends before. */
class FullDiskIT {
    /**
     * The recording's file on the small disk, or what JFR writes meanwhile, which the options of JDK 8 do not place.
     */
    static Stream<String> whatIsOnTheSmallDisk(TestJdk jdk) {
        return jdk.version() < 11 ? Stream.of("file") : Stream.of("file", "repository");
    }

    @TempDir
    Path small;

    @TempDir
    Path large;

    @OnJdks(value = Jdks.EDGES, with = "whatIsOnTheSmallDisk")
    void start_diskTooSmall_isOneLineAndNoAgent(TestJdk jdk, String what) throws Exception {
        try (HostJvm host = start(jdk, "64k", what)) {
            assertGoesOn(host);
            assertThat(HostRun.of(host).lastackLines())
                    .singleElement()
                    .asString()
                    .contains("cannot record", small.toString());
        }
    }

    @OnJdks(value = Jdks.EDGES, with = "whatIsOnTheSmallDisk")
    void recording_diskFillsUp_endsBefore(TestJdk jdk, String what) throws Exception {
        try (HostJvm host = start(jdk, "12m", what)) {
            Files.write(seenBy(host, small.resolve("filling")), new byte[10 << 20]);
            host.awaitErrorLine("ended before its time", HostJvm.LIMIT);
            Path file = what.equals("file") ? seenBy(host, small.resolve("app.jfr")) : large.resolve("app.jfr");
            assertThat(Recorded.in(file).named("AgentInfo")).isNotEmpty();
            Files.write(seenBy(host, small.resolve("rest")), new byte[1 << 20]);
            assertGoesOn(host);
            assertThat(HostRun.of(host).lastackLines()).hasSize(1);
        }
    }

    private static Path seenBy(HostJvm host, Path path) {
        return Path.of("/proc/" + host.pid() + "/root" + path);
    }

    private HostJvm start(TestJdk jdk, String size, String what) throws Exception {
        boolean file = what.equals("file");
        HostJvm host = HostJvm.on(jdk)
                .in(OwnNamespace.mountsOrSkip(), "mount -t tmpfs -o size=" + size + " tmpfs " + small)
                .jvmArgs("-XX:FlightRecorderOptions=repository=" + (file ? large : small))
                .recordingTo((file ? small : large).resolve("app.jfr"))
                .main(TwoBatches.class)
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private static void assertGoesOn(HostJvm host) throws Exception {
        host.say("go on");
        host.awaitLine("done", HostJvm.LIMIT);
        assertThat(host.end()).as(host::transcript).isZero();
        assertThat(host.stdout()).as("as without the agent").containsExactly("ready", "done");
    }
}
