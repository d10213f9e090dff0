// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.LockedSockets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The agent calls nothing that an application overrides, and holds no lock that an application's thread may need. */
class LocksIT {
    private static final int ROUNDS = 30;

    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void lock_ofApplication_isNotNeeded(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostJvm.Builder builder = HostJvm.on(jdk)
                .agentOptions("probe=1ms")
                .recordingTo(file)
                .main(LockedSockets.class)
                .args(Integer.toString(ROUNDS));
        try (HostJvm host = builder.start()) {
            host.awaitLine("unlocked", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).isEmpty();
        }
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.named("ConnectionOpened")).hasSize(4 * ROUNDS);
        assertThat(recorded.named("ConnectionClosed")).hasSize(4 * ROUNDS);
        assertThat(recorded.last("AgentInfo")).hasValueSatisfying(info -> assertThat(info.getLong("suppressedErrors"))
                .isZero());
    }
}
