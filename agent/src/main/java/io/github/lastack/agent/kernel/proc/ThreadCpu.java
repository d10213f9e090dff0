// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

/**
 * The CPU time of the calling thread, by the kernel, which counts it at the ticks of its scheduler. On a busy machine it is
 * much less than what the clock on the wall says.
 */
public final class ThreadCpu {
    /** Its first number is the nanoseconds of CPU that the asking thread has had; Linux 3.17 and later. */
    private static final String SCHEDSTAT = "/proc/thread-self/schedstat";

    private ThreadCpu() {}

    /** In nanoseconds since the thread began; -1 if that cannot be known. */
    public static long nanos() {
        String[] words = ProcFile.text(SCHEDSTAT).split(" ");
        try {
            return Long.parseLong(words[0]);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
