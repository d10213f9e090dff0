// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Steady;
import io.github.lastack.events.EventNames;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Recordings get those of the agent's events that their settings enable, at the start of the JVM and while it runs. */
class SettingsIT {
    private static final String QUIET =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0" label="Quiet" description="Less" provider="Test">
              <event name="lastack.EndOfStream"><setting name="enabled">false</setting></event>
              <event name="lastack.ConnectionClosed"><setting name="stackTrace">false</setting></event>
              <event name="lastack.ProcessConnections"><setting name="period">1 s</setting></event>
              <event name="lastack.OpenConnection"><setting name="enabled">false</setting></event>
            </configuration>
            """;

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void settings_changedWhileRunning_areHonoured(TestJdk jdk) throws Exception {
        Path quiet = Files.writeString(directory.resolve("quiet.jfc"), QUIET);
        try (HostJvm host = HostJvm.on(jdk)
                .main(Steady.class)
                .jvmArgs("-XX:StartFlightRecording=name=quiet,settings=" + quiet)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            Recorded less = host.dumpedWhen("quiet", dump -> count(dump, "ProcessConnections") > 4);
            assertThat(less.named("EndOfStream")).isEmpty();
            assertThat(less.named("ConnectionClosed")).isNotEmpty().allMatch(event -> event.getStackTrace() == null);
            assertThat(less.named("ConnectionOpened")).isNotEmpty().allMatch(event -> event.getStackTrace() != null);
            assertThat(count(less, "ProcessConnections")).isGreaterThan(4);
            assertThat(less.named("AgentInfo")).isNotEmpty();

            host.jcmd("JFR.start name=full settings=" + ours());
            Recorded more = host.dumpedWhen("full", dump -> count(dump, "AgentInfo") > 1);
            assertThat(count(more, "AgentInfo")).isGreaterThan(1);
            assertThat(more.named("KernelSettings")).isNotEmpty();
            assertThat(more.named("AgentInfo")).allMatch(info -> info.getLong("suppressedErrors") == 0);
            assertThat(host.end()).isZero();
        }
    }

    private Path ours() throws Exception {
        Path file = directory.resolve("lastack.jfc");
        try (InputStream settings = EventNames.class.getResourceAsStream("lastack.jfc")) {
            Files.write(file, settings.readAllBytes());
        }
        return file;
    }

    private static long count(Recorded recorded, String name) {
        return recorded.named(name).count();
    }
}
