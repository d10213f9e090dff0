// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.history.JvmHistory;
import java.time.Instant;
import java.util.List;

/**
 * The load by the TIME_WAITs of one JVM, and the kernel's limits for it.
 *
 * @param remotes the use of ports by remote, most closes first
 * @param readings the kernel's count and the replayed count, at each reading
 * @param ended the number of TIME_WAITs that the kernel gave to new connections, dropped for {@code
 *     tcp_max_tw_buckets}, or killed during the recording, in the whole namespace
 * @param kernel the effects of the kernel's settings, one sentence each
 */
public record TimeWaitPressure(
        String instance,
        KernelFact.Settings settings,
        List<PortUse> remotes,
        List<Reading> readings,
        long ended,
        List<String> kernel) {

    /** The part of the ports from which on their use is reported. */
    public static final double WORTH_SAYING = 0.1;

    /**
     * The number of TIME_WAITs at one reading.
     *
     * @param kernel the number in the whole network namespace
     * @param replayed the number of this JVM's, according to the replay
     */
    public record Reading(Instant at, int kernel, int replayed) {}

    /**
     * Returns the pressure of one JVM.
     *
     * @param uses the use of ports by all its connections
     * @param readings the counts of all its connections
     */
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

    /** Returns whether the ports, or the kernel's room for TIME_WAIT, run short. */
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
