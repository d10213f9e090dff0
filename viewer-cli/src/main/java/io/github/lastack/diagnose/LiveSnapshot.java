// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.ports.TimeWaitPressure;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The current connections of a running JVM.
 *
 * @param states the states of what is open, and of what is in TIME_WAIT
 * @param sites the sites, worst first
 * @param halfOpen the connects without an answer; most first
 */
public record LiveSnapshot(
        Watch watch,
        Map<TcpState, Integer> states,
        Rates rates,
        List<LeakSite> sites,
        Young young,
        Kernel kernel,
        List<HalfOpen> halfOpen) {

    /**
     * The watched JVM and the time of watching.
     *
     * @param watched the time for which the JVM has been watched
     */
    public record Watch(Instant at, Duration watched, String mainClass) {}

    /** The number of connections in CLOSE_WAIT for less than the limit, and that limit. */
    public record Young(int closeWaitWithinLimit, Duration closeWaitLimit) {}

    /**
     * Counts by the kernel.
     *
     * @param machine the newest count of everything that the kernel lists; null if there is none yet
     */
    public record Kernel(Counts machine, List<TimeWaitPressure> pressure) {}

    /** The period that the rates cover. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /**
     * Rates per second.
     *
     * @param onlyCounted the part of {@code opened} that was aggregated
     */
    public record Rates(double opened, double closed, double failed, double onlyCounted) {}

    /**
     * Returns the snapshot at the end of a recording.
     *
     * @param recording the recording, which ends now
     */
    public static LiveSnapshot of(Recording recording) {
        Diagnosis diagnosis = Diagnoser.diagnose(recording);
        Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
        states.putAll(diagnosis.states());
        states.remove(TcpState.CLOSED);
        Instant now = recording.info().end();
        return new LiveSnapshot(
                new Watch(
                        now,
                        recording.info().duration(),
                        diagnosis.mainClasses().stream().findFirst().orElse("")),
                states,
                rates(recording, now),
                diagnosis.sites(),
                new Young(diagnosis.closeWaitWithinLimit(), diagnosis.closeWaitLimit()),
                new Kernel(
                        diagnosis.readings().stream()
                                .flatMap(readings -> readings.machine().stream())
                                .reduce((earlier, later) -> later)
                                .orElse(null),
                        diagnosis.pressure()),
                diagnosis.halfOpen());
    }

    private static Rates rates(Recording recording, Instant now) {
        Instant from = now.minus(WINDOW);
        Duration watched = recording.info().duration();
        double seconds = Math.max(1, Math.min(watched.toMillis(), WINDOW.toMillis()) / 1000.0);
        long opened = 0;
        long closed = 0;
        long failed = 0;
        long counted = 0;
        long countedClosed = 0;
        long estimated = 0; // used if an older agent has recorded no totals
        long estimatedClosed = 0;
        for (Recording.Jvm jvm : recording.jvms()) {
            for (SocketFact fact : jvm.facts()) {
                if (fact.at().isAfter(from)) {
                    opened += fact instanceof SocketFact.Opened ? 1 : 0;
                    closed += fact instanceof SocketFact.Closed ? 1 : 0;
                    failed += fact instanceof SocketFact.ConnectFailed ? 1 : 0;
                    if (fact instanceof SocketFact.Total more) {
                        counted += more.opened();
                        countedClosed += more.closed();
                    } else if (fact instanceof SocketFact.Counted more) {
                        estimated += more.opened();
                        estimatedClosed += more.closed();
                    }
                }
            }
        }
        if (counted + countedClosed == 0) {
            counted = estimated;
            countedClosed = estimatedClosed;
        }
        return new Rates(
                (opened + counted) / seconds, (closed + countedClosed) / seconds, failed / seconds, counted / seconds);
    }

    public Instant at() {
        return watch.at();
    }

    public Duration watched() {
        return watch.watched();
    }

    public String mainClass() {
        return watch.mainClass();
    }

    public int closeWaitWithinLimit() {
        return young.closeWaitWithinLimit();
    }

    public Duration closeWaitLimit() {
        return young.closeWaitLimit();
    }

    public Counts machine() {
        return kernel.machine();
    }

    public List<TimeWaitPressure> pressure() {
        return kernel.pressure();
    }
}
