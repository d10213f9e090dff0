// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the connections to one remote that ended in TIME_WAIT take of the ephemeral ports. The kernel shares a port
 * among remotes: each local address has the whole range for each remote address and port.
 *
 * @param remote for a server the port that it listens on, as {@code :80}, since there the ports are the clients'
 * @param avoidable how many of the connections reuse would have saved
 */
public record PortUse(String remote, Role role, Closes closing, Waiting waiting, Range range, int avoidable) {

    /**
     * How many of the connections this side closed first.
     *
     * @param closes how many went into TIME_WAIT while it was recorded
     * @param closesPerSecond over the newest 2MSL, or since the first close if that is less
     */
    public record Closes(int closes, double closesPerSecond) {}

    /**
     * How many are in TIME_WAIT.
     *
     * @param inTimeWait at the end of the recording
     * @param peak the most at one moment
     * @param steadyState how many there will be if it goes on like this: the rate times 2MSL
     */
    public record Waiting(int inTimeWait, int peak, int steadyState) {}

    /**
     * The ephemeral ports, and when none is left.
     *
     * @param ports the ephemeral ports; 0 where they are not known or, for a server, none are taken
     * @param exhaustingRate closes per second that would use them all up; 0 where that is not known
     * @param untilExhausted how long the free ports last at this rate; null if for ever
     */
    public record Range(int ports, double exhaustingRate, Duration untilExhausted) {}

    /** {@code tcp_tw_reuse} lets a connect take over a port that has been in TIME_WAIT for this long. */
    private static final Duration REUSE_AFTER = Duration.ofSeconds(1);

    private static final double MILLIS = 1000.0;

    /** A rate over less than a second would tell of a burst, and of nothing that goes on. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Among what the kernel shares out one range of ports; {@code local} is a host, empty for a server. */
    public record Key(Role role, String local, String remote) {
        public static Key of(ConnectionHistory connection) {
            String local = connection.ends().local();
            return connection.role() == Role.CLIENT
                    ? new Key(Role.CLIENT, local.substring(0, local.lastIndexOf(':')), connection.remote())
                    : new Key(Role.SERVER, "", ":" + connection.ends().localPort());
        }
    }

    /** Most closes first. */
    public static List<PortUse> of(JvmHistory jvm, Map<Key, List<TimeWaitIntervals>> waits) {
        return waits.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().local()))
                .map(entry -> of(jvm, entry.getKey(), TimeWaitIntervals.together(entry.getValue())))
                .sorted(Comparator.comparingInt(PortUse::closes).reversed().thenComparing(PortUse::remote))
                .toList();
    }

    private static PortUse of(JvmHistory jvm, Key key, TimeWaitIntervals waits) {
        Duration timeWait = jvm.context().timeWait();
        double rate = rate(waits, jvm.end(), timeWait);
        KernelFact.Settings settings = jvm.context().settings();
        int ports = settings == null || key.role() == Role.SERVER ? 0 : settings.ports();
        Duration blocked = isReused(settings, key.remote()) ? REUSE_AFTER : timeWait;
        double exhausting = ports * MILLIS / blocked.toMillis();
        return new PortUse(
                key.remote(),
                key.role(),
                new Closes(waits.size(), rate),
                new Waiting(waits.now(), waits.peakWaiting(), (int) Math.round(rate * timeWait.toMillis() / MILLIS)),
                new Range(
                        ports,
                        exhausting,
                        ports == 0 || rate <= exhausting ? null : seconds(Math.max(0, ports - waits.now()) / rate)),
                waits.avoidable());
    }

    /** Whether a port in TIME_WAIT towards that remote is given to the next connect. */
    public static boolean isReused(KernelFact.Settings settings, String remote) {
        boolean loopback = remote.startsWith("127.") || remote.startsWith("[::1]");
        return settings != null && (settings.twReuse() == 1 || settings.twReuse() == 2 && loopback);
    }

    private static double rate(TimeWaitIntervals waits, Instant end, Duration window) {
        Instant first = waits.first();
        Instant from = first.isAfter(end.minus(window)) ? first : end.minus(window);
        Duration length = Duration.between(from, end);
        return waits.begunSince(from) * MILLIS / (length.compareTo(SHORTEST) < 0 ? SHORTEST : length).toMillis();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    /** Which part of the ports was, is or will be taken, at worst; 0 where their number is not known. */
    public double share() {
        return ports() == 0 ? 0 : Math.max(peak(), steadyState()) / (double) ports();
    }

    public int closes() {
        return closing.closes();
    }

    public double closesPerSecond() {
        return closing.closesPerSecond();
    }

    public int inTimeWait() {
        return waiting.inTimeWait();
    }

    public int peak() {
        return waiting.peak();
    }

    public int steadyState() {
        return waiting.steadyState();
    }

    public int ports() {
        return range.ports();
    }

    public double exhaustingRate() {
        return range.exhaustingRate();
    }

    public Duration untilExhausted() {
        return range.untilExhausted();
    }
}
