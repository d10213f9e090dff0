// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Measures the share of a program's CPU in the agent's code, by async-profiler's samples: to a fraction of a percent,
 * also on a machine where two JVMs of one kind differ by more. The agent's start is left out, and so is what its code
 * evicts from the caches.
 */
final class CpuShare {
    private static final String OURS = "io/github/lastack/";
    private static final String HOST = "io/github/lastack/agent/host/";

    /** The thread of {@code premain}. */
    private static final String MAIN_THREAD = "[main ";

    private static final int INTERVAL_MICROS = 500;

    private CpuShare() {}

    /** Returns the options that let a profiler tell methods apart that the JIT compilers have inlined. */
    static List<String> jvmOptions() {
        return List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");
    }

    /** @param samples the file to write when the profiler ends, or the JVM */
    static String profilerOptions(Path samples) {
        return "start,event=cpu,interval=" + INTERVAL_MICROS + "us,threads,cstack=no,collapsed,file=" + samples;
    }

    /**
     * Returns the share in percent.
     *
     * @param samples a stack a line, outermost frame first and behind its thread, and how often it was met
     */
    static double of(List<String> samples) {
        long[] counts = count(samples);
        return 100.0 * counts[1] / counts[0];
    }

    /** Returns the seconds of CPU in the agent's code. */
    static double seconds(List<String> samples) {
        return count(samples)[1] * INTERVAL_MICROS / 1e6;
    }

    /** Counts all samples and the agent's. */
    private static long[] count(List<String> samples) {
        long all = 0;
        long ours = 0;
        for (String line : samples) {
            int end = line.lastIndexOf(' ');
            String stack = line.substring(0, end);
            int times = Integer.parseInt(line.substring(end + 1));
            if (!stack.startsWith(MAIN_THREAD)) {
                all += times;
                ours += stack.replace(HOST, "").contains(OURS) ? times : 0;
            }
        }
        return new long[] {all, ours};
    }
}
