// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.scenario;

import static io.github.lastack.scenario.Scenario.second;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.Scope;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the kernel told, for {@link Scenario#with}; times are seconds since its start. */
public final class Told {
    private Told() {}

    public static KernelFact.Settings finTimeout(int seconds) {
        return settings(32_768, 60_999, 2, 262_144, seconds);
    }

    public static KernelFact.Settings settings(int low, int high, int twReuse, int maxTwBuckets) {
        return settings(low, high, twReuse, maxTwBuckets, 60);
    }

    /** What matters for half-open handshakes. */
    public static KernelFact.Settings handshakes(int syncookies, int maxSynBacklog) {
        return settings(32_768, 60_999, 2, 262_144, 60, syncookies, maxSynBacklog);
    }

    private static KernelFact.Settings settings(
            int low, int high, int twReuse, int maxTwBuckets, int finTimeoutSeconds) {
        return settings(low, high, twReuse, maxTwBuckets, finTimeoutSeconds, 1, 1024);
    }

    private static KernelFact.Settings settings(
            int low,
            int high,
            int twReuse,
            int maxTwBuckets,
            int finTimeoutSeconds,
            int syncookies,
            int maxSynBacklog) {
        return new KernelFact.Settings(
                second(1),
                new KernelFact.Settings.Ports(low, high, ""),
                new KernelFact.Settings.TimeWaits(
                        Duration.ofSeconds(60), twReuse, maxTwBuckets, Duration.ofSeconds(finTimeoutSeconds)),
                new KernelFact.Settings.Queues(4096, maxSynBacklog, syncookies, 0),
                new KernelFact.Settings.Retries(6, 5, 15, 0, Duration.ofHours(2)),
                "Linux 6.18");
    }

    public static KernelFact.Counts process(double at, Map<TcpState, Integer> states) {
        return new KernelFact.Counts(second(at), Scope.PROCESS, states);
    }

    public static KernelFact.Counts machine(double at, Map<TcpState, Integer> states) {
        return new KernelFact.Counts(second(at), Scope.MACHINE, states);
    }

    public static KernelFact.Counters counters(double at, Map<String, Long> values) {
        return new KernelFact.Counters(second(at), new TreeMap<>(values));
    }

    /** Of the site that {@link Scenario#site} has described. */
    public static SocketFact.Counted counted(
            double at, Role role, long site, long opened, long closed, long closedFirst, long described) {
        return new SocketFact.Counted(
                second(at),
                role,
                site,
                new SocketFact.Counted.Openings(opened, 0, 0),
                new SocketFact.Counted.Closes(closed, closedFirst),
                described);
    }

    /** Of that site, where every sample had this weight. */
    public static SocketFact.Counted sampled(
            double at, Role role, long site, int samples, int weight, long closed, long closedFirst, long described) {
        long opened = (long) samples * weight;
        return new SocketFact.Counted(
                second(at),
                role,
                site,
                new SocketFact.Counted.Openings(opened, opened - samples, opened * (weight - 1)),
                new SocketFact.Counted.Closes(closed, closedFirst),
                described);
    }

    /** Of all sites. */
    public static SocketFact.Total total(
            double at, Role role, long opened, long closed, long closedFirst, long described) {
        return new SocketFact.Total(second(at), role, opened, closed, closedFirst, described);
    }

    /** Of the listener that {@link Scenario#listener} made on that port. */
    public static KernelFact.ListenerQueue queue(double at, int port, int backlog, int waiting, int synReceived) {
        return queue(at, port, backlog, waiting, new KernelFact.Handshakes(synReceived, 0, 1));
    }

    public static KernelFact.ListenerQueue queue(
            double at, int port, int backlog, int waiting, KernelFact.Handshakes handshakes) {
        return new KernelFact.ListenerQueue(
                second(at), Scenario.LISTENERS + port, "0.0.0.0:" + port, port, backlog, waiting, handshakes);
    }

    /** @param connectionId 0 if the holder is not known here */
    public static KernelFact.PortHolder holder(double at, int port, TcpState state, int count, long connectionId) {
        boolean thisProcess = connectionId != 0 && state != TcpState.TIME_WAIT;
        return new KernelFact.PortHolder(
                second(at),
                new KernelFact.PortHolder.Socket("0.0.0.0:" + port, port, null, state),
                count,
                connectionId,
                thisProcess);
    }

    /** A listener of that number, and of no queue. */
    public static SocketFact.ListenerOpened listens(double at, long id, int port, List<String> stack) {
        return new SocketFact.ListenerOpened(
                second(at),
                id,
                new SocketFact.ListenerOpened.Listening("ServerSocket", "0.0.0.0:" + port, port, 50),
                0,
                stack);
    }

    public static SocketFact.BindFailed bindFailed(double at, int port, boolean reuseAddress, List<String> stack) {
        return bindFailed(at, port, reuseAddress, 0, stack);
    }

    public static SocketFact.BindFailed bindFailed(
            double at, int port, boolean reuseAddress, long createdSite, List<String> stack) {
        return bindFailed(at, 0, port, reuseAddress, createdSite, stack);
    }

    /** @param socket of the connection or listener of that number; 0 for another */
    public static SocketFact.BindFailed bindFailed(
            double at, long socket, int port, boolean reuseAddress, long createdSite, List<String> stack) {
        return new SocketFact.BindFailed(
                second(at),
                socket,
                "ServerSocket",
                new SocketFact.BindFailed.Address(false, "0.0.0.0:" + port, port),
                new SocketFact.BindFailed.Failure("java.net.BindException: Address already in use", true, reuseAddress),
                createdSite,
                stack);
    }
}
