// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** A short soak; {@link SoakBench} makes long ones. */
class SoakIT {
    private static final Duration DURATION = Duration.ofSeconds(Boolean.getBoolean("lastack.exhaustive") ? 60 : 20);

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(told, true);

    @OnJdks(Jdks.ONE)
    void soak_attachDetachAndRotation_losesNothing(TestJdk jdk) throws Exception {
        long seed = System.nanoTime();
        try (Soak soak = Soak.start(jdk, HostJvm.agentJar(), seed, out)) {
            boolean well = soak.run(DURATION);
            assertThat(well).as("seed %d%n%s", seed, told).isTrue();
        }
    }

    @OnJdks(value = Jdks.ONE, from = 13)
    void soak_acceptsNotHooked_fails(TestJdk jdk) throws Exception {
        List<String> deaf = List.of("without=sun.nio.ch.NioSocketImpl.accept");
        try (Soak soak = Soak.start(jdk, HostJvm.agentJar(), deaf, 1, out)) {
            boolean well = soak.run(Duration.ofSeconds(1));
            assertThat(well).as(told::toString).isFalse();
            assertThat(soak.lost()).as(told::toString).isPositive();
        }
    }
}
