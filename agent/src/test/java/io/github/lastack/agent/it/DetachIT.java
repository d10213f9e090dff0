// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Once detached, the agent leaves a JVM that does what it did before. */
class DetachIT {
    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void detach_running_recordsNothingAndLeavesNoThread(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = AttachIT.start(jdk, file)) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=1s");
            assertThat(host.jcmd("Thread.print")).contains("lastack-");
            AttachIT.attach(host, "detach");
            assertThat(host.jcmd("Thread.print")).doesNotContain("lastack-");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.named("ConnectionOpened")).isEmpty();
        assertThat(recorded.named("EndOfStream")).isEmpty();
        assertThat(recorded.named("ConnectionClosed")).isEmpty();
    }

    @OnJdks(Jdks.EVERY)
    void attach_afterDetach_recordsAgain(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = AttachIT.start(jdk, file)) {
            host.awaitLine("ready", HostJvm.LIMIT);
            for (String options : new String[] {"probe=off", "detach", "probe=off", "detach", "probe=off"}) {
                AttachIT.attach(host, options);
            }
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.named("ConnectionOpened")).hasSize(2);
        assertThat(recorded.named("AgentInfo")).isNotEmpty().allSatisfy(info -> {
            assertThat(info.getLong("suppressedErrors")).isZero();
            assertThat(info.getString("hooksFailed")).isEmpty();
        });
    }
}
