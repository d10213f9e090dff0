// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import io.github.lastack.agent.host.UnusualOpenings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beside another agent, whichever comes first, the application runs as with that one alone, the other one works, and
 * the recording has every connection.
 *
 * <p>Another agent has failed beside this one on 17. OpenTelemetry's, which takes ten seconds to start on 8, is not
 * tried there.
 */
class GuestAgentsIT {
    private static final String LIVES =
            """
            mappedAddress client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            mappedAddress server: Opened; Closed ESTABLISHED
            vectors client: Opened; EndOfStream CLOSE_WAIT; ConnectionError write CLOSED; Closed CLOSED
            vectors server: Opened; Closed ESTABLISHED
            boundFirst client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            boundFirst server: Opened; Closed ESTABLISHED
            """;

    /** Which end closes first depends on time. */
    private static final String LIFE_WITH_HTTP =
            "Opened; (EndOfStream CLOSE_WAIT; )?Closed (CLOSE_WAIT|ESTABLISHED|CLOSED)";

    @TempDir
    Path directory;

    static Stream<Guest> guestsThatStartSoon(TestJdk jdk) {
        return Stream.of(Guest.values()).filter(guest -> guest == Guest.JACOCO || jdk.version() > 8);
    }

    @OnJdks(value = Jdks.EDGES, with = "guestsThatStartSoon")
    void application_besideOtherAgent_runsAsWithThatAlone(TestJdk jdk, Guest guest) throws Exception {
        String[] other = guest.jvmArgs(directory);
        List<String> without = Scenes.toldWithoutAgent(host(jdk).jvmArgs(other));
        assertAllIsWell(guest, host(jdk).jvmArgs(other), without);
        assertAllIsWell(guest, host(jdk).laterJvmArgs(other), without);
    }

    @OnJdks(value = Jdks.ONE, with = "guestsThatStartSoon")
    void attach_besideOtherAgent_followsNewConnections(TestJdk jdk, Guest guest) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostJvm.Builder builder = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs(guest.jvmArgs(directory))
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + file)
                .main(TwoBatches.class);
        try (HostJvm host = builder.start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=10ms");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            host.endByStdin();
            assertThat(HostRun.of(host).lastackLines()).isEmpty();
        }
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.named("ConnectionOpened")).hasSize(2);
        assertThat(recorded.last("AgentInfo")).hasValueSatisfying(info -> assertThat(info.getLong("suppressedErrors"))
                .isZero());
    }

    private void assertAllIsWell(Guest guest, HostJvm.Builder host, List<String> without) throws Exception {
        Scenes scenes = Scenes.played(
                host, without, Files.createTempDirectory(directory, "run").resolve("app.jfr"));
        Map<Boolean, List<Map.Entry<String, String>>> livesByHttp = scenes.lives().entrySet().stream()
                .collect(Collectors.partitioningBy(life -> life.getKey().startsWith("http")));
        assertThat(livesByHttp.get(false))
                .containsExactlyInAnyOrderElementsOf(Scenes.table(LIVES).entrySet());
        assertThat(livesByHttp.get(true)).hasSizeGreaterThanOrEqualTo(2).allMatch(life -> life.getValue()
                .matches(LIFE_WITH_HTTP));
        guest.assertWorked(UnusualOpenings.class, scenes.stdout(), directory);
    }

    private static HostJvm.Builder host(TestJdk jdk) {
        HostJvm.Builder builder =
                HostJvm.on(jdk).main(UnusualOpenings.class).args("mappedAddress", "vectors", "boundFirst", "httpUrl");
        return jdk.version() < 11 ? builder : builder.args("httpClient");
    }
}
