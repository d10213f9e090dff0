// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Under a security manager that allows the application its sockets and nothing else; JDK 24 and later have none. */
class SecurityManagerIT {
    private static final String GRANT =
            "grant codeBase \"" + HostJvm.agentJar().toUri() + "\" { permission java.security.AllPermission; };\n";

    @TempDir
    Path directory;

    @OnJdks(value = Jdks.EDGES, to = 23)
    void application_withPermission_runsAndAgentReportsErrors(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostRun without = run(host(jdk, GRANT).withoutAgent());
        HostRun with = run(host(jdk, GRANT).agentOptions("probe=10ms").recordingTo(file));
        with.assertIsAs(without);
        assertThat(without.status()).isZero();
        assertThat(with.lastackLines()).isEmpty();
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.last("AgentInfo")).hasValueSatisfying(info -> {
            assertThat(info.getString("hooksFailed")).isEmpty();
            // JFR's own code for an event may be forbidden to the application's threads, and the errors are reported
            // then.
            if (recorded.named("ConnectionOpened").count() != 4) {
                assertThat(jdk.version()).isGreaterThan(8);
                assertThat(info.getString("lastSuppressedError")).contains("AccessControlException", "jdk.jfr");
            }
        });
    }

    @OnJdks(value = Jdks.EDGES, to = 23)
    void agent_withoutPermission_saysWhatItNeeds(TestJdk jdk) throws Exception {
        HostRun without = run(host(jdk, "").withoutAgent());
        HostRun with = run(host(jdk, "").recordingTo(directory.resolve("app.jfr")));
        with.assertIsAs(without);
        assertThat(with.lastackLines()).singleElement().asString().contains("security manager", "AllPermission");
    }

    private static HostRun run(HostJvm.Builder builder) throws Exception {
        try (HostJvm host = builder.start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            host.endByStdin();
            return HostRun.of(host);
        }
    }

    private HostJvm.Builder host(TestJdk jdk, String grant) throws Exception {
        Path policy = directory.resolve("small.policy");
        Files.writeString(
                policy,
                """
                grant {
                  permission java.net.SocketPermission "localhost:0-", "listen,accept,connect,resolve";
                };
                """
                        + grant);
        return HostJvm.on(jdk)
                .jvmArgs("-Djava.security.manager", "-Djava.security.policy==" + policy)
                .main(TwoBatches.class);
    }
}
