// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.TestJdks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short one; {@link SoakBench} makes long ones. */
class SoakIT {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(told, true);

    @Test
    void nothingIsLostWhileTheAgentComesAndGoesAndRecordingsAreRotated() throws Exception {
        long seed = System.nanoTime();
        try (Soak soak = Soak.start(TestJdks.newest(), HostJvm.agentJar(), seed, out)) {
            boolean well = soak.run(Duration.ofSeconds(60));
            assertThat(well).as("seed %d%n%s", seed, told).isTrue();
        }
    }

    @Test
    void agentThatDoesNotHearOfAcceptsIsFoundOut() throws Exception {
        List<String> deaf = List.of("without=sun.nio.ch.NioSocketImpl.accept");
        try (Soak soak = Soak.start(TestJdks.newest(), HostJvm.agentJar(), deaf, 1, out)) {
            boolean well = soak.run(Duration.ofSeconds(1));
            assertThat(well).as(told::toString).isFalse();
            assertThat(soak.lost()).as(told::toString).isPositive();
        }
    }
}
