// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** The output and status of a host that has ended: all that an application is to its users. */
record HostRun(int status, List<String> stdout, List<String> stderr) {
    private static final String OURS = "lastack: ";

    /** Runs a host: ends its stdin and waits for the exit. */
    static HostRun of(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host = builder.start()) {
            host.end();
            return of(host);
        }
    }

    /** Returns the run of a host that has ended before. */
    static HostRun of(HostJvm host) throws InterruptedException {
        return new HostRun(host.awaitExit(HostJvm.LIMIT), host.stdout(), host.stderr());
    }

    /** Returns the run without the lines on stderr that begin so. */
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

    /** Checks that the run equals another, except for the agent's messages. */
    void assertIsAs(HostRun without) {
        assertThat(stdout).as(this::toString).isEqualTo(without.stdout);
        assertThat(otherLines()).isEqualTo(without.otherLines());
        assertThat(status).isEqualTo(without.status);
    }
}
