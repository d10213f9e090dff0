// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

/**
 * Reads the CPU time of the calling thread from the kernel, which counts it at the ticks of its scheduler. On a busy
 * machine it is much less than the elapsed time.
 */
public final class ThreadCpu {
    /** The first number in it is the CPU time of the reading thread in nanoseconds; Linux 3.17 and later. */
    private static final String SCHEDSTAT = "/proc/thread-self/schedstat";

    private ThreadCpu() {}

    /** Returns the CPU time since the thread began, in nanoseconds; -1 if it cannot be known. */
    public static long nanos() {
        String[] words = ProcFile.text(SCHEDSTAT).split(" ");
        try {
            return Long.parseLong(words[0]);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
