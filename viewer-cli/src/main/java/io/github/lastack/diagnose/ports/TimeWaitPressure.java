// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.history.JvmHistory;
import java.time.Instant;
import java.util.List;

/**
 * What one JVM's TIME_WAITs come to, and what the kernel says to that.
 *
 * @param remotes most closes first
 * @param readings the kernel's count against the replay's, at each reading
 * @param ended how many the kernel has given to new connections, dropped for {@code tcp_max_tw_buckets}, or killed
 *     while it was recorded, in the whole namespace
 * @param kernel what the kernel's settings mean, a sentence each
 */
public record TimeWaitPressure(
        String instance,
        KernelFact.Settings settings,
        List<PortUse> remotes,
        List<Reading> readings,
        long ended,
        List<String> kernel) {

    /** From this part of the ports on it is worth a word. */
    public static final double WORTH_SAYING = 0.1;

    /**
     * @param kernel how many are in TIME_WAIT in the whole network namespace
     * @param replayed how many of this JVM's are, by the replay
     */
    public record Reading(Instant at, int kernel, int replayed) {}

    /** @param uses of all its connections; {@code readings} counts them */
    public static TimeWaitPressure of(JvmHistory jvm, List<PortUse> uses, TimeWaitReadings readings) {
        return new TimeWaitPressure(
                jvm.instance(),
                jvm.context().settings(),
                uses,
                readings.finish(),
                CounterGrowth.of(jvm, "timeWaitRecycled")
                        + CounterGrowth.of(jvm, "timeWaitOverflow")
                        + CounterGrowth.of(jvm, "timeWaitKilled"),
                KernelAdvice.of(jvm, uses));
    }

    /** Whether the ports or the kernel's room for TIME_WAIT come near their end. */
    public boolean isFelt() {
        boolean ports = remotes.stream().anyMatch(use -> use.share() >= WORTH_SAYING);
        boolean buckets = settings != null
                && settings.maxTwBuckets() > 0
                && readings.stream().anyMatch(reading -> reading.kernel() >= settings.maxTwBuckets() / 2);
        return ports || buckets;
    }

    public int inTimeWait() {
        return remotes.stream().mapToInt(PortUse::inTimeWait).sum();
    }

    public int closes() {
        return remotes.stream().mapToInt(PortUse::closes).sum();
    }
}
