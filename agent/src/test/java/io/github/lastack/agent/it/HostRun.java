// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** What a host that has ended printed, and its status: all that an application is to its users. */
record HostRun(int status, List<String> stdout, List<String> stderr) {
    private static final String OURS = "lastack: ";

    /** Lets stdin end, and waits for the exit. */
    static HostRun of(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host = builder.start()) {
            host.end();
            return of(host);
        }
    }

    /** It has ended before. */
    static HostRun of(HostJvm host) throws InterruptedException {
        return new HostRun(host.awaitExit(HostJvm.LIMIT), host.stdout(), host.stderr());
    }

    /** The same but for what the JVM has said on stderr. */
    HostRun without(String beginning) {
        return new HostRun(
                status,
                stdout,
                stderr.stream().filter(line -> !line.startsWith(beginning)).toList());
    }

    List<String> lastackLines() {
        return stderr.stream().filter(line -> line.startsWith(OURS)).toList();
    }

    private List<String> otherLines() {
        return stderr.stream().filter(line -> !line.startsWith(OURS)).toList();
    }

    /** But for what the agent says. */
    void assertIsAs(HostRun without) {
        assertThat(stdout).as(this::toString).isEqualTo(without.stdout);
        assertThat(otherLines()).isEqualTo(without.otherLines());
        assertThat(status).isEqualTo(without.status);
    }
}
