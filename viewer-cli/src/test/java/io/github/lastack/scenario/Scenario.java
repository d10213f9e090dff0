// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.scenario;

import io.github.lastack.facts.Facts;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A recording told in words; times are seconds since its start. */
public final class Scenario {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LOCAL = "10.0.0.1:";

    /** A listener's number is its port and this. */
    public static final long LISTENERS = 1_000_000;

    private final List<SocketFact> facts = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private Duration closeWaitLimit = Duration.ofSeconds(10);
    private String mainClass = "com.acme.Shop";
    private SocketFact.Hooks hooks = SocketFact.Hooks.NONE;
    private int stackDepth = 64;
    private boolean kernelAsked = true;
    private Instant watchingSince;

    public static Scenario scenario() {
        return new Scenario();
    }

    public static Instant second(double seconds) {
        return START.plusNanos(Math.round(seconds * 1e9));
    }

    /** A stack of frames, innermost first; {@code Feed.poll(Feed.java:31)} stands for one in {@code com.acme}. */
    public static List<String> at(String... frames) {
        List<String> stack = new ArrayList<>();
        for (String frame : frames) {
            boolean isShort = Character.isUpperCase(frame.charAt(0));
            stack.add(isShort ? "com.acme." + frame : frame);
        }
        return List.copyOf(stack);
    }

    public Scenario closeWaitLimit(double seconds) {
        closeWaitLimit = Duration.between(START, second(seconds));
        return this;
    }

    public Scenario mainClass(String name) {
        mainClass = name;
        return this;
    }

    public Scenario stackDepth(int frames) {
        stackDepth = frames;
        return this;
    }

    public Scenario loss(String line) {
        losses.add(line);
        return this;
    }

    public Scenario site(long id, List<String> frames) {
        facts.add(new SocketFact.Site(START, id, frames));
        return this;
    }

    public Scenario listener(int port, List<String> stack) {
        return listener(port, 0, stack);
    }

    public Scenario listener(int port, long createdSite, List<String> stack) {
        return with(new SocketFact.ListenerOpened(
                START,
                LISTENERS + port,
                new SocketFact.ListenerOpened.Listening("ServerSocket", "0.0.0.0:" + port, port, 50),
                createdSite,
                stack));
    }

    /** Any other fact; see {@link Told}. */
    public Scenario with(SocketFact... more) {
        facts.addAll(List.of(more));
        return this;
    }

    /** The agent describes itself, at the end of a chunk. */
    public Scenario chunkEnds(double seconds, long openConnections) {
        facts.add(new SocketFact.AgentInfo(
                second(seconds),
                new SocketFact.AgentInfo.Settings("0.1", "", closeWaitLimit, stackDepth),
                mainClass,
                hooks,
                new SocketFact.AgentInfo.Counts(openConnections, 0),
                new SocketFact.AgentInfo.Reach(kernelAsked, watchingSince),
                false));
        return this;
    }

    /** Since when the agent has been there; without it since the recording began. */
    public Scenario watchedSince(double seconds) {
        watchingSince = second(seconds);
        return this;
    }

    public Scenario kernelNotAsked() {
        kernelAsked = false;
        return this;
    }

    /** The JVM begins to shut down; {@link #chunkEnds} tells what the agent says just before. */
    public Scenario jvmShutsDown(double seconds) {
        return with(new SocketFact.JvmShutdown(second(seconds)));
    }

    /** What the agent says of its hooks from now on. */
    public Scenario hooks(SocketFact.Hooks of) {
        hooks = of;
        return this;
    }

    public Connection connection(long id) {
        return new Connection(id);
    }

    public Recording.Jvm jvm(double end) {
        return jvm("4711@0", end);
    }

    public Recording.Jvm jvm(String instance, double end) {
        List<SocketFact> sorted =
                facts.stream().sorted(Comparator.comparing(SocketFact::at)).toList();
        return Recording.Jvm.of(instance, START, second(end), Facts.of(sorted));
    }

    /** The recording, which ends now; the agent describes itself at its end. */
    public Recording endsAt(double seconds) {
        if (facts.stream().noneMatch(SocketFact.AgentInfo.class::isInstance)) {
            chunkEnds(seconds, 1);
        }
        Recording.Jvm jvm = jvm(seconds);
        RecordingInfo info = new RecordingInfo(List.of("app.jfr"), START, jvm.end(), losses, losses);
        return new Recording(info, List.of(jvm));
    }

    /** One connection's facts, each at the time last named. */
    public final class Connection {
        private final long id;
        private Instant now = START;
        private String remote = "10.0.0.7:8080";
        private String local = LOCAL;
        private int localPort;
        private String api = "Socket";
        private String attached = "";
        private long writtenSite;
        private long openedSite;
        private boolean neverRead;

        private Connection(long id) {
            this.id = id;
            localPort = 40_000 + (int) id;
        }

        public Connection channel() {
            api = "SocketChannel";
            return this;
        }

        /** On another host than all others. */
        public Connection on(String address) {
            local = address + ":";
            return this;
        }

        public Connection at(double seconds) {
            now = second(seconds);
            return this;
        }

        /** With the local port that the connection of that number has had. */
        public Connection from(long other) {
            localPort = 40_000 + (int) other;
            return this;
        }

        public Connection to(String address) {
            remote = address;
            return this;
        }

        public Connection opened(List<String> stack) {
            return add(new SocketFact.Opened(id, now, now, ends(Role.CLIENT), TcpState.ESTABLISHED, 0, 0, stack));
        }

        public Connection connects(double until, List<String> stack) {
            Instant begun = now;
            at(until);
            return add(new SocketFact.Opened(id, now, begun, ends(Role.CLIENT), TcpState.ESTABLISHED, 0, 0, stack));
        }

        /** @param madeSite where this thread had made the channel in an earlier task */
        public Connection openedLater(long madeSite, List<String> stack) {
            return add(
                    new SocketFact.Opened(id, now, now, ends(Role.CLIENT), TcpState.ESTABLISHED, 0, madeSite, stack));
        }

        public Connection connectsWithoutBlocking(long createdSite, List<String> stack) {
            return add(
                    new SocketFact.Opened(id, now, now, ends(Role.CLIENT), TcpState.SYN_SENT, createdSite, 0, stack));
        }

        public Connection established() {
            return add(new SocketFact.Established(id, now, LOCAL + localPort, localPort));
        }

        public Connection connectFailed(double begun, List<String> stack) {
            return add(new SocketFact.ConnectFailed(
                    id,
                    now,
                    second(begun),
                    ends(Role.CLIENT),
                    new SocketFact.ConnectFailed.Failure("Connection refused", false, false),
                    0,
                    stack));
        }

        public Connection foundNoPort(boolean bound, List<String> stack) {
            String message = "java.net.NoRouteToHostException: Cannot assign requested address";
            return add(new SocketFact.ConnectFailed(
                    id,
                    now,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.ConnectFailed.Failure(message, true, bound),
                    0,
                    stack));
        }

        public Connection accepted(int port, List<String> stack) {
            localPort = port;
            remote = "10.0.0.9:" + (50_000 + id);
            return add(new SocketFact.Opened(id, now, now, ends(Role.SERVER), TcpState.ESTABLISHED, 0, 0, stack));
        }

        /** The other end of a connection of this JVM's. */
        public Connection acceptedFrom(long client, int port, List<String> stack) {
            localPort = port;
            remote = LOCAL + (40_000 + client);
            return add(new SocketFact.Opened(id, now, now, ends(Role.SERVER), TcpState.ESTABLISHED, 0, 0, stack));
        }

        public Connection endOfStream(List<String> stack) {
            return endOfStream(TcpState.CLOSE_WAIT, stack);
        }

        public Connection endOfStream(TcpState kernel, List<String> stack) {
            return add(new SocketFact.EndOfStream(id, now, kernel, stack));
        }

        public Connection failed(TcpState kernel, List<String> stack) {
            return add(new SocketFact.Failed(id, now, "read", "Connection reset", kernel, stack));
        }

        public Connection outputShut(List<String> stack) {
            return add(new SocketFact.Shutdown(id, now, true, null, stack));
        }

        public Connection inputShut(List<String> stack) {
            return add(new SocketFact.Shutdown(id, now, false, null, stack));
        }

        public Connection probed(TcpState kernel) {
            return add(new SocketFact.Probed(id, now, kernel));
        }

        public Connection closed(List<String> stack) {
            return add(new SocketFact.Closed(id, now, null, false, -1, stack));
        }

        public Connection closed(TcpState kernel, List<String> stack) {
            return add(new SocketFact.Closed(id, now, kernel, false, -1, stack));
        }

        public Connection closed(TcpState kernel, boolean unreadData, List<String> stack) {
            return add(new SocketFact.Closed(id, now, kernel, unreadData, -1, stack));
        }

        public Connection descriptorClosed(TcpState kernel, boolean unreadData) {
            return add(new SocketFact.DescriptorClosed(id, now, kernel, unreadData));
        }

        /** The descriptor has gone, and the kernel is not done with the connection, or, CLOSED, is. */
        public Connection goesOn(TcpState kernel, int retransmits) {
            return add(new SocketFact.Closing(id, now, kernel, retransmits, now));
        }

        /** The descriptor has gone, and the kernel's timer says since when. */
        public Connection goesOnSince(double seconds, TcpState kernel) {
            return add(new SocketFact.Closing(id, now, kernel, 0, second(seconds)));
        }

        /** Of a connection of which nothing else is recorded, but that this side had opened it. */
        public Connection onlyClosed() {
            return add(new SocketFact.Closed(id, now, null, false, -1, List.of(), remote, null));
        }

        public Connection closedWithUnreadData(List<String> stack) {
            return add(new SocketFact.Closed(id, now, null, true, -1, stack));
        }

        /** A selector still has the descriptor. */
        public Connection kept(double closedAt) {
            return add(new SocketFact.Kept(id, now, second(closedAt), null));
        }

        /** Closed before any connect. */
        public Connection keptUnconnected(double openedAt, long openedSite, double closedAt, long closedSite) {
            SocketFact.Made made = new SocketFact.Made(nowhere(), second(openedAt), openedSite, closedSite);
            return add(new SocketFact.Kept(id, now, second(closedAt), made));
        }

        public Connection collected() {
            return add(new SocketFact.Collected(id, now));
        }

        /** What the listings to come say of it. */
        public Connection lastWritten(long site) {
            writtenSite = site;
            return this;
        }

        /** What the listings to come say of it. */
        public Connection neverRead() {
            neverRead = true;
            return this;
        }

        /** What the listings to come say of it. */
        public Connection attached(String types) {
            attached = types;
            return this;
        }

        public Connection listed(TcpState state, double since, double openedAt, long openedSite, long endOfStreamSite) {
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.StillOpen.Beginning(second(openedAt), openedSite == 0, true, openedSite, 0),
                    new SocketFact.StillOpen.Status(state, second(since), state, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(endOfStreamSite != 0, endOfStreamSite, null, neverRead),
                    new SocketFact.StillOpen.Use(0, null, attached)));
        }

        public Connection listedUnread(double since, long lastUsedSite) {
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.StillOpen.Beginning(START, true, true, 0, 0),
                    new SocketFact.StillOpen.Status(
                            TcpState.ESTABLISHED, START, TcpState.ESTABLISHED, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, second(since), neverRead),
                    new SocketFact.StillOpen.Use(lastUsedSite, null, attached)));
        }

        /** In CLOSE_WAIT, with a read that was looked at and no data that waits. */
        public Connection listedRead(long lastUsedSite) {
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.StillOpen.Beginning(START, true, true, 0, 0),
                    new SocketFact.StillOpen.Status(
                            TcpState.CLOSE_WAIT, START, TcpState.CLOSE_WAIT, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(lastUsedSite, null, attached)));
        }

        /**
         * In CLOSE_WAIT since then, and used last two seconds before.
         *
         * @param lag seconds by which its stack is older; 0 for none
         */
        public Connection listedUsed(Role role, double closeWaitSince, String thread, double lag, long lastUsedSite) {
            Instant used = second(closeWaitSince - 2);
            Duration older = Duration.ofMillis((long) (lag * 1000));
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(role),
                    new SocketFact.StillOpen.Beginning(START, true, true, 0, 0),
                    new SocketFact.StillOpen.Status(
                            TcpState.CLOSE_WAIT,
                            second(closeWaitSince),
                            TcpState.CLOSE_WAIT,
                            SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(
                            lastUsedSite, new SocketFact.LastUse(used, false, thread, older, writtenSite), attached)));
        }

        /**
         * ESTABLISHED, and used last then.
         *
         * @param awaiting null where an older agent has not told
         */
        public Connection listedUnused(
                Role role, double openedAt, double usedAt, boolean writing, SocketFact.Awaiting awaiting) {
            SocketFact.LastUse use =
                    new SocketFact.LastUse(second(usedAt), writing, "main", Duration.ZERO, 0, awaiting);
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(role),
                    new SocketFact.StillOpen.Beginning(second(openedAt), false, true, openedSite, 0),
                    new SocketFact.StillOpen.Status(
                            TcpState.ESTABLISHED, second(openedAt), TcpState.ESTABLISHED, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(0, use, attached)));
        }

        /** What the listings to come say of it. */
        public Connection openedAtSite(long site) {
            openedSite = site;
            return this;
        }

        /** The connection is stuck, and its last user is there. */
        public Connection held(String thread, long site) {
            return add(new SocketFact.Held(id, now, thread, site, 0));
        }

        /** A descriptor that was made and is not, or not any more, that of a connection. */
        public Connection listedUnconnected(double madeAt, long madeSite) {
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    nowhere(),
                    new SocketFact.StillOpen.Beginning(second(madeAt), false, false, madeSite, 0),
                    new SocketFact.StillOpen.Status(TcpState.CLOSED, second(madeAt), null, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(0, null, attached)));
        }

        /**
         * A descriptor that had no connection when the agent came.
         *
         * @param connected whether it had one before that
         */
        public Connection foundUnconnected(double foundAt, boolean connected) {
            SocketFact.Ends there = new SocketFact.Ends(Role.CLIENT, "", "", "10.0.0.1:40001", 40_001, "?:0");
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    connected ? there : new SocketFact.Ends(Role.CLIENT, "", "", "?:0", 0, "?:0"),
                    new SocketFact.StillOpen.Beginning(second(foundAt), true, connected, 0, 0),
                    new SocketFact.StillOpen.Status(TcpState.CLOSED, second(foundAt), null, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(0, null, attached)));
        }

        /** The peer does not answer; the kernel's state is that. */
        public Connection listedUnanswered(TcpState state, double since, int retransmits, int probes, long openedSite) {
            return listed(
                    state,
                    true,
                    openedSite,
                    new SocketFact.Network(unanswered(since, retransmits, probes), false, null));
        }

        /** All is answered; SO_KEEPALIVE is set or not. */
        public Connection listedAnswered(boolean keepAlive) {
            return listed(TcpState.ESTABLISHED, true, 0, new SocketFact.Network(null, keepAlive, null));
        }

        /**
         * A thread is inside connect.
         *
         * @param syns that were sent so far
         * @param timeout of that connect in seconds; 0 for none
         */
        public Connection listedConnecting(double begun, int syns, double timeout) {
            Duration limit = Duration.ofMillis((long) (timeout * 1000));
            SocketFact.Unanswered lost = syns == 1 ? null : unanswered(begun + 1, syns - 1, 0);
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.StillOpen.Beginning(second(begun), false, false, 0, 0),
                    new SocketFact.StillOpen.Status(
                            TcpState.SYN_SENT,
                            second(begun),
                            TcpState.SYN_SENT,
                            new SocketFact.Network(lost, false, limit)),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(0, null, attached)));
        }

        private Connection listed(TcpState state, boolean connected, long openedSite, SocketFact.Network network) {
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.StillOpen.Beginning(START, false, connected, openedSite, 0),
                    new SocketFact.StillOpen.Status(state, START, state, network),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(0, null, attached)));
        }

        private SocketFact.Unanswered unanswered(double since, int retransmits, int probes) {
            return new SocketFact.Unanswered(Duration.between(second(since), now), retransmits, probes);
        }

        /** A read fails after what was sent was not answered. */
        public Connection failedUnanswered(double since, int retransmits, String message, List<String> stack) {
            return add(new SocketFact.Failed(
                    id, now, "read", message, TcpState.CLOSED, stack, unanswered(since, retransmits, 0)));
        }

        /** Closed while the peer does not answer. */
        public Connection closedUnanswered(double since, int retransmits, List<String> stack) {
            return add(new SocketFact.Closed(
                    id, now, TcpState.ESTABLISHED, false, -1, stack, "", unanswered(since, retransmits, 0)));
        }

        private SocketFact.Ends nowhere() {
            return new SocketFact.Ends(Role.CLIENT, api, "", "?:0", 0, "?:0");
        }

        /** What is left of a connect that failed before the recording began. */
        public Connection listedFailed(double begunAt, double failedAt, long openedSite) {
            return add(new SocketFact.StillOpen(
                    id,
                    now,
                    ends(Role.CLIENT),
                    new SocketFact.StillOpen.Beginning(second(begunAt), false, false, openedSite, 0),
                    new SocketFact.StillOpen.Status(
                            TcpState.CLOSED, second(failedAt), null, SocketFact.Network.UNKNOWN),
                    new SocketFact.StillOpen.Input(false, 0, null, neverRead),
                    new SocketFact.StillOpen.Use(0, null, attached)));
        }

        public Connection connection(long next) {
            return Scenario.this.connection(next);
        }

        public Scenario and() {
            return Scenario.this;
        }

        private Connection add(SocketFact fact) {
            facts.add(fact);
            return this;
        }

        private SocketFact.Ends ends(Role role) {
            String host = remote.substring(0, remote.lastIndexOf(':'));
            return new SocketFact.Ends(role, api, host, local + localPort, localPort, remote);
        }
    }
}
