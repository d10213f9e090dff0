// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.AgentInfoEvent;
import io.github.lastack.events.type.ClassOriginEvent;
import io.github.lastack.events.type.JvmShutdownEvent;
import io.github.lastack.events.type.SiteEvent;
import io.github.lastack.events.type.connection.ConnectFailedEvent;
import io.github.lastack.events.type.connection.ConnectionClosedEvent;
import io.github.lastack.events.type.connection.ConnectionCollectedEvent;
import io.github.lastack.events.type.connection.ConnectionErrorEvent;
import io.github.lastack.events.type.connection.ConnectionEstablishedEvent;
import io.github.lastack.events.type.connection.ConnectionEvent;
import io.github.lastack.events.type.connection.ConnectionOpenedEvent;
import io.github.lastack.events.type.connection.DescriptorClosedEvent;
import io.github.lastack.events.type.connection.EndOfStreamEvent;
import io.github.lastack.events.type.connection.KernelStateEvent;
import io.github.lastack.events.type.connection.ShutdownEvent;

/**
 * Commits the events. Every method is called on the thread whose stack the event shall carry, throws nothing of its own
 * and costs next to nothing while no recording wants the event.
 *
 * <p>Times are taken by JFR: an event is as old as its commit, a connect event as its {@link #connectBegins}.
 */
public final class SocketEvents {
    /** False until JFR is at work, so that a JVM which records nothing never pays for its start. */
    private static volatile boolean on;

    private static volatile Redaction redaction = Redaction.NONE;

    private SocketEvents() {}

    /** From now on; of the kernel's events, too. */
    public static void redact(Redaction as) {
        redaction = as;
    }

    static Redaction redaction() {
        return redaction;
    }

    static String hostOf(Connection connection) {
        Redaction as = redaction;
        return as == Redaction.NONE ? connection.host() : as.host(connection.host(), connection.address());
    }

    static String addressOf(Connection connection) {
        return redaction.address(connection.address());
    }

    /** The facts about a connection that do not change, as the events carry them. */
    public interface Connection {
        long id();

        /** {@code client} or {@code server}. */
        String role();

        String api();

        /** The peer's name as the application gave it, or its address. */
        String host();

        String address();

        int port();

        String localAddress();

        int localPort();

        /** The site where another thread created the channel; 0 if none did. */
        long createdSite();

        /** The site where the thread that opened it had made the channel, in an earlier call; 0 if it had not. */
        long madeSite();
    }

    /**
     * Makes all event classes known to JFR, which has to be initialized. A first look at an event class makes JFR weave it:
     * better here than inside somebody's connect. And better before a recording starts: while one runs, JFR of 8 and 11 writes
     * all of its metadata anew for each event class that comes, which takes 4 s of CPU on 8.
     */
    public static void prepare() {
        new ConnectionEvent().isEnabled();
        new ConnectionOpenedEvent().isEnabled();
        new ConnectionEstablishedEvent().isEnabled();
        new ConnectFailedEvent().isEnabled();
        new EndOfStreamEvent().isEnabled();
        new ConnectionErrorEvent().isEnabled();
        new ShutdownEvent().isEnabled();
        new ConnectionClosedEvent().isEnabled();
        new DescriptorClosedEvent().isEnabled();
        new ConnectionCollectedEvent().isEnabled();
        new KernelStateEvent().isEnabled();
        ListingEvents.isWanted();
        CountedEvents.prepare();
        new SiteEvent().isEnabled();
        new ClassOriginEvent().isEnabled();
        ListenerEvents.prepare();
        KernelEvents.prepare();
        new AgentInfoEvent().isEnabled();
        new JvmShutdownEvent().isEnabled();
    }

    /** Lets events be committed from now on. JFR must be initialized. */
    public static void switchOn() {
        prepare();
        on = true;
    }

    /** Commits no event any more. */
    public static void switchOff() {
        on = false;
    }

    /** Whether JFR is at work: without it no event is committed. */
    public static boolean isOn() {
        return on;
    }

    /**
     * Starts the clock of a connect; the result, null if no recording wants it, goes to one of the next two.
     *
     * @param isCounted whether it is told of only if it fails
     */
    public static Object connectBegins(boolean isCounted) {
        return on ? ConnectClock.started(isCounted) : null;
    }

    /**
     * @param begun what {@link #connectBegins} gave, or null
     * @param state the state reached: ESTABLISHED, or SYN_SENT for a connect that goes on
     * @return the clock of the connection's life, for {@link #ended}; null if no recording wants it
     */
    public static Object opened(Object begun, Connection connection, String state) {
        if (!on) {
            return null;
        }
        ConnectionOpenedEvent event = ConnectClock.opening(begun);
        if (event.isEnabled()) {
            commit(event, connection, state);
        }
        ConnectionEvent life = new ConnectionEvent();
        if (!life.isEnabled()) {
            return null;
        }
        life.begin();
        return life;
    }

    private static void commit(ConnectionOpenedEvent event, Connection connection, String state) {
        event.connectionId = connection.id();
        event.role = connection.role();
        event.api = connection.api();
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.localAddress = redaction.address(connection.localAddress());
        event.localPort = connection.localPort();
        event.state = state;
        event.createdSite = connection.createdSite();
        event.madeSite = connection.madeSite();
        event.commit();
        CountedEvents.described();
    }

    /**
     * @param begun what {@link #connectBegins} gave, or null
     * @param portsExhausted whether the kernel found no local port for it
     * @param bound whether the application had bound it before
     */
    public static void connectFailed(
            Object begun, Connection connection, String message, boolean portsExhausted, boolean bound) {
        if (!on) {
            return;
        }
        ConnectFailedEvent event = ConnectClock.failure(begun);
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.api = connection.api();
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.localAddress = redaction.address(connection.localAddress());
        event.localPort = connection.localPort();
        event.message = redaction.message(message);
        event.portsExhausted = portsExhausted;
        event.bound = bound;
        event.createdSite = connection.createdSite();
        event.commit();
    }

    public static void established(Connection connection) {
        if (!on) {
            return;
        }
        ConnectionEstablishedEvent event = new ConnectionEstablishedEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.localAddress = redaction.address(connection.localAddress());
        event.localPort = connection.localPort();
        event.commit();
    }

    public static void endOfStream(Connection connection, String kernelState) {
        if (!on) {
            return;
        }
        EndOfStreamEvent event = new EndOfStreamEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.kernelState = kernelState;
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    /** What {@link #error} says; the names are those of the event's fields. */
    public static final class Failure {
        public String operation;
        public String message;
        public String kernelState = "";
        public int retransmits;
        public int probes;
        public long unansweredMillis;
    }

    public static void error(Connection connection, Failure failure) {
        if (!on) {
            return;
        }
        ConnectionErrorEvent event = new ConnectionErrorEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.operation = failure.operation;
        event.message = redaction.message(failure.message);
        event.kernelState = failure.kernelState;
        event.retransmits = failure.retransmits;
        event.probes = failure.probes;
        event.unansweredFor = failure.unansweredMillis;
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    /** @param direction {@code input} or {@code output} */
    public static void shutdown(Connection connection, String direction, String kernelState) {
        if (!on) {
            return;
        }
        ShutdownEvent event = new ShutdownEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.direction = direction;
        event.kernelState = kernelState;
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    /** Whether it is worth while to ask the kernel a last time. */
    public static boolean isCloseWanted() {
        return on && (new ConnectionClosedEvent().isEnabled() || new DescriptorClosedEvent().isEnabled());
    }

    /** How {@link #closed} finds a connection; the names are those of the event's fields. */
    public static final class LastWord {
        public String kernelState = "";
        public boolean unreadData;
        public int linger = -1;
        public long ageMillis;
        public long inStateMillis;
        public int retransmits;
        public int probes;
        public long unansweredMillis;
    }

    public static void closed(Connection connection, LastWord word) {
        if (!on) {
            return;
        }
        ConnectionClosedEvent event = new ConnectionClosedEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.kernelState = word.kernelState;
        event.unreadData = word.unreadData;
        event.linger = word.linger;
        event.role = connection.role();
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.age = word.ageMillis;
        event.inState = word.inStateMillis;
        event.retransmits = word.retransmits;
        event.probes = word.probes;
        event.unansweredFor = word.unansweredMillis;
        event.commit();
    }

    /** @param life what {@link #opened} gave, or null */
    public static void ended(Object life, Connection connection) {
        if (!on || life == null) {
            return;
        }
        ConnectionEvent event = (ConnectionEvent) life;
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.connectionId = connection.id();
        event.role = connection.role();
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    public static void descriptorClosed(long connectionId, String kernelState, boolean unreadData) {
        if (!on) {
            return;
        }
        DescriptorClosedEvent event = new DescriptorClosedEvent();
        event.connectionId = connectionId;
        event.kernelState = kernelState;
        event.unreadData = unreadData;
        event.commit();
    }

    public static void collected(Connection connection) {
        if (!on) {
            return;
        }
        ConnectionCollectedEvent event = new ConnectionCollectedEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    /** @param retransmits and {@code probes} that were not answered */
    public static void kernelState(Connection connection, String kernelState, int retransmits, int probes) {
        if (!on) {
            return;
        }
        KernelStateEvent event = new KernelStateEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.kernelState = kernelState;
        event.retransmits = retransmits;
        event.probes = probes;
        event.host = hostOf(connection);
        event.address = addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    /** @param frames innermost first, a line each */
    public static void site(long siteId, String frames) {
        if (!on) {
            return;
        }
        SiteEvent event = new SiteEvent();
        event.siteId = siteId;
        event.frames = frames;
        event.commit();
    }

    /** What {@link #classOrigin} says; the names are those of the event's fields, empty where nothing is known. */
    public static final class ClassOrigin {
        public String type;
        public String archive = "";
        public String version = "";
        public String sourceFile = "";
        /** Null if not known. */
        public Boolean application;
    }

    public static void classOrigin(ClassOrigin origin) {
        if (!on) {
            return;
        }
        ClassOriginEvent event = new ClassOriginEvent();
        event.type = origin.type;
        event.archive = origin.archive;
        event.version = origin.version;
        event.sourceFile = origin.sourceFile;
        event.application = Boolean.TRUE.equals(origin.application);
        event.applicationKnown = origin.application != null;
        event.commit();
    }

    public static void jvmShutdown() {
        new JvmShutdownEvent().commit();
    }

    /** What {@link #agentInfo} says; the names are those of the event's fields. */
    public static final class AgentInfo {
        public String instance;
        public String version;
        public String options;
        public long closeWaitLimitNanos;
        public long probePeriodNanos;
        public long probeIntervalNanos;
        public int stackDepth;
        /** Connections a second; 0 for all. */
        public int detailLimit;

        public String mainClass;
        public String hooksInstalled;
        public String hooksAbsent;
        public String hooksWaiting;
        public String hooksFailed;
        public String hooksProven;
        public long openConnections;
        public long suppressedErrors;
        public String lastSuppressedError;
        public boolean kernelAsked;
        public long watchedForMillis;
        public boolean leaving;
    }

    public static void agentInfo(AgentInfo info) {
        if (!on) {
            return;
        }
        AgentInfoEvent event = new AgentInfoEvent();
        event.instance = info.instance;
        event.version = info.version;
        event.options = info.options;
        event.closeWaitLimit = info.closeWaitLimitNanos;
        event.probePeriod = info.probePeriodNanos;
        event.probeInterval = info.probeIntervalNanos;
        event.stackDepth = info.stackDepth;
        event.detailLimit = info.detailLimit;
        event.mainClass = info.mainClass;
        event.hooksInstalled = info.hooksInstalled;
        event.hooksAbsent = info.hooksAbsent;
        event.hooksWaiting = info.hooksWaiting;
        event.hooksFailed = info.hooksFailed;
        event.hooksProven = info.hooksProven;
        event.openConnections = info.openConnections;
        event.suppressedErrors = info.suppressedErrors;
        event.lastSuppressedError = redaction.message(info.lastSuppressedError);
        event.kernelAsked = info.kernelAsked;
        event.watchedFor = info.watchedForMillis;
        event.leaving = info.leaving;
        event.commit();
    }
}
