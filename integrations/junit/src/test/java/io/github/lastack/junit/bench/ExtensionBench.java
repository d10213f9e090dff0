// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit.bench;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.lastack.junit.SocketLeaks;
import io.github.lastack.junit.fixture.SmallServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What the extension adds to a clean test: paired runs in one JVM, with and without it, that take turns. Prints medians
 * for a test, in µs, and how long the first class takes, which attaches the agent. {@code ExtensionBench ROUNDS}.
 */
public final class ExtensionBench {
    private static final int TESTS = 2_000;
    private static final int WARM_UPS = 3;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_MILLI = 1_000_000;

    private ExtensionBench() {}

    /** Does nothing. */
    static class Empty {
        @RepeatedTest(TESTS)
        void test() {}
    }

    /** Does nothing, and is watched. */
    @SocketLeaks
    static class EmptyWatched extends Empty {}

    /** One connection, a byte there and back. */
    static class OneConnection {
        private static SmallServer server;

        @BeforeAll
        static void serve() throws IOException {
            server = new SmallServer(SmallServer.Manner.ECHOES);
        }

        @AfterAll
        static void stop() throws IOException {
            server.close();
        }

        @RepeatedTest(TESTS)
        void test() throws IOException {
            try (Socket socket = server.connect()) {
                socket.getOutputStream().write(1);
                socket.getInputStream().read();
            }
        }
    }

    /** One connection, watched. */
    @SocketLeaks
    static class OneConnectionWatched extends OneConnection {}

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]);
        Launcher launcher = LauncherFactory.create();
        double connectionWithoutAgent = Double.NaN;
        double[] before = new double[rounds];
        for (int i = -WARM_UPS; i < rounds; i++) {
            double took = micros(launcher, OneConnection.class);
            if (i >= 0) {
                before[i] = took;
            }
        }
        connectionWithoutAgent = median(before);
        long begun = System.nanoTime();
        micros(launcher, EmptyWatched.class);
        System.out.printf("first class, ms: %.0f%n", (System.nanoTime() - begun) / NANOS_PER_MILLI);
        pair(launcher, rounds, "empty test", Empty.class, EmptyWatched.class);
        pair(launcher, rounds, "one connection", OneConnection.class, OneConnectionWatched.class);
        System.out.printf("one connection, before the agent was attached, us: %.1f%n", connectionWithoutAgent);
        System.exit(0);
    }

    private static void pair(Launcher launcher, int rounds, String what, Class<?> plain, Class<?> watched) {
        double[] without = new double[rounds];
        double[] with = new double[rounds];
        for (int i = -WARM_UPS; i < rounds; i++) {
            double one = micros(launcher, plain);
            double other = micros(launcher, watched);
            if (i >= 0) {
                without[i] = one;
                with[i] = other;
            }
        }
        System.out.printf("%s, us: %.1f without, %.1f with%n", what, median(without), median(with));
    }

    private static double micros(Launcher launcher, Class<?> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .build();
        long begun = System.nanoTime();
        launcher.execute(request);
        return (System.nanoTime() - begun) / NANOS_PER_MICRO / TESTS;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
