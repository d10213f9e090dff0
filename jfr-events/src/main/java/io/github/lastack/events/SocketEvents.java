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
 * Commits the events of connections and of the agent.
 *
 * <p>Thread-safe. Call each method on the thread whose stack the event must carry. No method throws anything of its
 * own, and each is cheap while no recording wants its event. JFR takes the times: an event starts when it is committed,
 * the event of a connect at its {@link #connectBegins}.
 */
public final class SocketEvents {
    /** False until JFR runs, so that a JVM that records nothing never pays for the start of JFR. */
    private static volatile boolean on;

    private static volatile Redaction redaction = Redaction.NONE;

    private SocketEvents() {}

    /** Sets what is left out of all events that are committed from now on. */
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

        /** Class through which the application holds it, such as {@code SocketChannel}. */
        String api();

        /** The peer's name as the application gave it, or its address. */
        String host();

        String address();

        int port();

        String localAddress();

        int localPort();

        /** The site where another thread created the channel; 0 if none did. */
        long createdSite();

        /** The site where the thread that opened it had created the channel in an earlier call; 0 if it had not. */
        long madeSite();
    }

    /**
     * Registers all event classes with JFR, which must be initialized.
     *
     * <p>JFR weaves an event class at its first use: better here than inside a connect of the application. Best before
     * a recording starts: JFR of JDK 8 and 11 writes all its metadata again for each class that is added to a running
     * one, which takes 4 s of CPU on JDK 8.
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

    /** Whether JFR runs; no event is committed while it does not. */
    public static boolean isOn() {
        return on;
    }

    /**
     * Starts the clock of a connect.
     *
     * @param isCounted whether the connect is recorded only if it fails
     * @return the clock, for {@link #opened} or {@link #connectFailed}; null if no recording wants it
     */
    public static Object connectBegins(boolean isCounted) {
        return on ? ConnectClock.started(isCounted) : null;
    }

    /**
     * Commits ConnectionOpened, and starts the clock of the connection's life.
     *
     * @param begun what {@link #connectBegins} returned, or null
     * @param state the state reached: ESTABLISHED, or SYN_SENT for a connect that is still under way
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
     * Commits ConnectFailed.
     *
     * @param begun what {@link #connectBegins} returned, or null
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

    /** Values of {@link #error}, named like the event's fields. */
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

    /**
     * Commits Shutdown.
     *
     * @param direction {@code input} or {@code output}
     */
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

    /** Whether a recording wants what the kernel says just before a close. */
    public static boolean isCloseWanted() {
        return on && (new ConnectionClosedEvent().isEnabled() || new DescriptorClosedEvent().isEnabled());
    }

    /** Values of {@link #closed}, named like the event's fields. */
    public static final class LastState {
        public String kernelState = "";
        public boolean unreadData;
        public int linger = -1;
        public long ageMillis;
        public long inStateMillis;
        public int retransmits;
        public int probes;
        public long unansweredMillis;
    }

    public static void closed(Connection connection, LastState word) {
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

    /**
     * Ends the clock of the connection's life, and commits Connection.
     *
     * @param life what {@link #opened} returned, or null
     */
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

    /**
     * Commits KernelState.
     *
     * @param retransmits number of retransmissions that were not answered
     * @param probes number of probes that were not answered
     */
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

    /**
     * Commits Site.
     *
     * @param frames one frame a line, innermost first
     */
    public static void site(long siteId, String frames) {
        if (!on) {
            return;
        }
        SiteEvent event = new SiteEvent();
        event.siteId = siteId;
        event.frames = frames;
        event.commit();
    }

    /** Values of {@link #classOrigin}, named like the event's fields; empty where nothing is known. */
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

    /** Values of {@link #agentInfo}, named like the event's fields. */
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
