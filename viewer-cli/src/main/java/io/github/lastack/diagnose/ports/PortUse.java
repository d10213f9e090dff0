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
 * The use of ephemeral ports by the connections to one remote that ended in TIME_WAIT. The kernel shares a port among
 * remotes: each local address has the whole range for each remote address and port.
 *
 * @param remote the remote; for a server the port that it listens on, as {@code :80}, since there the ephemeral ports
 *     are the clients'
 * @param avoidable the number of connections that reuse would have saved
 */
public record PortUse(String remote, Role role, Closes closing, Waiting waiting, Range range, int avoidable) {

    /**
     * The connections that this side closed first.
     *
     * @param closes the number that entered TIME_WAIT during the recording
     * @param closesPerSecond the rate over the newest 2MSL, or since the first close if that is shorter
     */
    public record Closes(int closes, double closesPerSecond) {}

    /**
     * The number of connections in TIME_WAIT.
     *
     * @param inTimeWait the number at the end of the recording
     * @param peak the largest number at one moment
     * @param steadyState the number reached if the rate stays the same: the rate times 2MSL
     */
    public record Waiting(int inTimeWait, int peak, int steadyState) {}

    /**
     * The ephemeral ports, and the time when none is left.
     *
     * @param ports the number of ephemeral ports; 0 if it is unknown or, for a server, none are taken
     * @param exhaustingRate the closes per second that would use all ports; 0 if unknown
     * @param untilExhausted the time for which the free ports last at the present rate; null if they last for ever
     */
    public record Range(int ports, double exhaustingRate, Duration untilExhausted) {}

    /** The time in TIME_WAIT after which {@code tcp_tw_reuse} lets a connect take over the port. */
    private static final Duration REUSE_AFTER = Duration.ofSeconds(1);

    private static final double MILLIS = 1000.0;

    /** The shortest period for a rate. A rate over less than a second would show a burst, and nothing that goes on. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * The key of connections among which the kernel shares out one range of ports.
     *
     * @param local the local host; empty for a server
     */
    public record Key(Role role, String local, String remote) {
        public static Key of(ConnectionHistory connection) {
            String local = connection.ends().local();
            return connection.role() == Role.CLIENT
                    ? new Key(Role.CLIENT, local.substring(0, local.lastIndexOf(':')), connection.remote())
                    : new Key(Role.SERVER, "", ":" + connection.ends().localPort());
        }
    }

    /** Returns the use of ports by each key, most closes first. */
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

    /** Returns whether a port in TIME_WAIT towards the remote is given to the next connect. */
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

    /** Returns the largest part of the ports that was, is or will be taken; 0 if their number is unknown. */
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
