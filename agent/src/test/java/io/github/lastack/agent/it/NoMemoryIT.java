// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.lastack.agent.host.FullHeap;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Where no more objects fit into the heap, the hooks fail and the calls that they are in do not. */
class NoMemoryIT {
    /**
     * The JVM prints this about every agent that may change classes, also where the application loads a class; here the
     * classes are what method handles become after some use.
     */
    private static final String NO_MEMORY_FOR_A_CLASS = "*** java.lang.instrument ASSERTION FAILED ***";

    private static final Pattern HOOKS_FAILED = Pattern.compile("suppressedErrors=[1-9]|OutOfMemoryError");

    /** A collection between two calls may leave room for what the hooks want: not every run puts them to the test. */
    private static final int TRIES = 5;

    /** A probe that comes so often fails more often than the agent bears. */
    static Stream<String> probePeriods() {
        return Stream.of("10s", "1ms");
    }

    @TempDir
    Path directory;

    @OnJdks(value = Jdks.EDGES, with = "probePeriods")
    void application_hooksWithoutMemory_goesOn(TestJdk jdk, String period) throws Exception {
        HostRun without = HostRun.of(host(jdk).withoutAgent());
        String status = "";
        for (int i = 0; i < TRIES && !HOOKS_FAILED.matcher(status).find(); i++) {
            status = statusOfRunLike(without, jdk, period);
        }

        assertThat(status).containsPattern(HOOKS_FAILED);
    }

    private static String statusOfRunLike(HostRun without, TestJdk jdk, String period) throws Exception {
        try (HostJvm host = host(jdk).agentOptions("probe=" + period).start()) {
            host.awaitLine(without.stdout().get(1), HostJvm.LIMIT);
            AttachIT.attach(host, "status");
            String status = property(host, "io.github.lastack.agent");
            host.endByStdin();
            HostRun with = HostRun.of(host).without(NO_MEMORY_FOR_A_CLASS);
            with.assertIsAs(without);
            assertThat(with.lastackLines())
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(line -> line.contains("OutOfMemoryError"));
            return status;
        }
    }

    /** JFR's own threads may die of it, and report that. */
    @OnJdks(Jdks.EDGES)
    void recording_hooksWithoutMemory_hasTheErrors(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        HostRun with = HostRun.of(host(jdk).recordingTo(file));
        assertThat(with.stdout()).contains("read to the end 12, shut 12, closed 6");
        assertThat(with.status()).isZero();
        assertThat(with.lastackLines()).isEmpty();
        assertThat(Recorded.in(file).last("AgentInfo")).hasValueSatisfying(info -> {
            assertThat(info.getLong("suppressedErrors")).isPositive();
            assertThat(info.getString("lastSuppressedError")).startsWith("java.lang.OutOfMemoryError");
        });
    }

    private static HostJvm.Builder host(TestJdk jdk) {
        return HostJvm.on(jdk)
                .busy()
                .jvmArgs("-Xmx16m", "-XX:+UseSerialGC")
                .jvmArgs(jdk.version() < 21 ? new String[0] : new String[] {"-XX:+EnableDynamicAgentLoading"})
                .main(FullHeap.class)
                .args("6");
    }

    private static String property(HostJvm host, String name) throws Exception {
        VirtualMachine vm = VirtualMachine.attach(Long.toString(host.pid()));
        try {
            return vm.getSystemProperties().getProperty(name);
        } finally {
            vm.detach();
        }
    }
}
