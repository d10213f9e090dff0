// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.LowStack;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Errors inside the agent stay there; after too many the agent detaches itself. */
class GivesUpIT {
    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void agent_failingTooOften_detachesWithOneLine(TestJdk jdk) throws Exception {
        for (String probe : List.of("probe=1s", "probe=off")) {
            Path file = directory.resolve(probe + ".jfr");
            try (HostJvm host = dive(HostJvm.on(jdk).agentOptions(probe).recordingTo(file), "200")) {
                host.awaitLine("survived", HostJvm.LIMIT);
                awaitWord(host);
                assertThat(host.end()).as(host::transcript).isZero();
                assertThat(said(host)).singleElement().asString().contains("failed too often", "StackOverflowError");
            }
            Optional<RecordedEvent> lastInfo = Recorded.in(file).last("AgentInfo");
            assertThat(lastInfo).hasValueSatisfying(info -> {
                assertThat(info.getBoolean("leaving")).isTrue();
                assertThat(info.getLong("suppressedErrors")).isGreaterThan(100);
            });
        }
    }

    @OnJdks(Jdks.EDGES)
    void agent_givingUp_isNotedInTheRecording(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = AttachIT.start(jdk, file)) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=1s");
            AttachIT.attach(host, "detach");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
        }
        assertThat(Recorded.in(file).named("AgentInfo").map(info -> info.getBoolean("leaving")))
                .last()
                .isEqualTo(true);
    }

    private static HostJvm dive(HostJvm.Builder builder, String times) throws Exception {
        return builder.main(LowStack.class).args(times).start();
    }

    /** Waits for the message of the agent's own thread. */
    private static void awaitWord(HostJvm host) {
        for (long end = System.nanoTime() + HostJvm.LIMIT.toNanos();
                said(host).isEmpty() && System.nanoTime() < end; ) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static List<String> said(HostJvm host) {
        return host.stderr().stream()
                .filter(line -> line.startsWith("lastack: "))
                .collect(Collectors.toList());
    }
}
