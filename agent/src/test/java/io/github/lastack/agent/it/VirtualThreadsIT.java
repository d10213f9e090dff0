// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.VirtualThreadBurst;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of virtual threads that connect, read and close complete, and none of their connections is lost. */
class VirtualThreadsIT {
    private static final int CONNECTIONS = 3_000;

    @TempDir
    Path directory;

    /** With one thread to carry them all, one that is pinned and waits for another would wait for ever. */
    static Stream<Integer> carriers() {
        return Stream.of(1, 2);
    }

    @OnJdks(value = Jdks.EVERY, from = 21, with = "carriers")
    void connections_ofVirtualThreads_areRecordedOrCounted(TestJdk jdk, int carriers) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostRun with = HostRun.of(HostJvm.on(jdk)
                .busy()
                .jvmArgs(
                        "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers)
                .main(VirtualThreadBurst.class)
                .args(Integer.toString(CONNECTIONS))
                .agentOptions("detail=100,probe=10ms")
                .recordingTo(file));
        assertThat(with.status()).as(with::toString).isZero();
        assertThat(with.stderr()).isEmpty();
        assertThat(with.stdout()).containsExactly(2 * CONNECTIONS + " opened, " + 2 * CONNECTIONS + " closed");
        Recorded recorded = Recorded.in(file);
        assertThat(told(recorded, "ConnectionOpened", "opened")).isEqualTo(2 * CONNECTIONS);
        assertThat(told(recorded, "ConnectionClosed", "closed")).isEqualTo(2 * CONNECTIONS);
        assertThat(recorded.last("AgentInfo")).hasValueSatisfying(info -> {
            assertThat(info.getLong("suppressedErrors")).isZero();
            assertThat(info.getLong("openConnections")).isZero();
        });
    }

    /** Some of those that were aggregated first may have been recorded when they were found to be still open. */
    private static long told(Recorded recorded, String event, String count) {
        return recorded.named(event).count()
                + recorded.named("ConnectionTotals")
                        .mapToLong(counted -> counted.getLong(count))
                        .sum();
    }
}
