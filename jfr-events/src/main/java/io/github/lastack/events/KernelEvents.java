// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.kernel.ClosingConnectionEvent;
import io.github.lastack.events.type.kernel.KernelSettingsEvent;
import io.github.lastack.events.type.kernel.ListenerQueueEvent;
import io.github.lastack.events.type.kernel.MachineConnectionsEvent;
import io.github.lastack.events.type.kernel.NetworkCountersEvent;
import io.github.lastack.events.type.kernel.PortHolderEvent;
import io.github.lastack.events.type.kernel.ProcessConnectionsEvent;
import io.github.lastack.model.TcpState;

/** Commits what the kernel was asked to count, whenever the settings of a recording want it. */
public final class KernelEvents {
    private KernelEvents() {}

    static void prepare() {
        new ProcessConnectionsEvent().isEnabled();
        new MachineConnectionsEvent().isEnabled();
        new ClosingConnectionEvent().isEnabled();
        new NetworkCountersEvent().isEnabled();
        new ListenerQueueEvent().isEnabled();
        new PortHolderEvent().isEnabled();
        new KernelSettingsEvent().isEnabled();
    }

    /** @param byState counts by the ordinal of {@link TcpState} */
    public static void processConnections(int[] byState) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ProcessConnectionsEvent event = new ProcessConnectionsEvent();
        event.listen = byState[TcpState.LISTEN.ordinal()];
        event.synSent = byState[TcpState.SYN_SENT.ordinal()];
        event.synReceived = byState[TcpState.SYN_RECEIVED.ordinal()];
        event.established = byState[TcpState.ESTABLISHED.ordinal()];
        event.finWait1 = byState[TcpState.FIN_WAIT_1.ordinal()];
        event.finWait2 = byState[TcpState.FIN_WAIT_2.ordinal()];
        event.closeWait = byState[TcpState.CLOSE_WAIT.ordinal()];
        event.closing = byState[TcpState.CLOSING.ordinal()];
        event.lastAck = byState[TcpState.LAST_ACK.ordinal()];
        event.timeWait = byState[TcpState.TIME_WAIT.ordinal()];
        event.closed = byState[TcpState.CLOSED.ordinal()];
        event.commit();
    }

    /** @param byState counts by the ordinal of {@link TcpState} */
    public static void machineConnections(int[] byState, long readingNanos) {
        if (!SocketEvents.isOn()) {
            return;
        }
        MachineConnectionsEvent event = new MachineConnectionsEvent();
        event.listen = byState[TcpState.LISTEN.ordinal()];
        event.synSent = byState[TcpState.SYN_SENT.ordinal()];
        event.synReceived = byState[TcpState.SYN_RECEIVED.ordinal()];
        event.established = byState[TcpState.ESTABLISHED.ordinal()];
        event.finWait1 = byState[TcpState.FIN_WAIT_1.ordinal()];
        event.finWait2 = byState[TcpState.FIN_WAIT_2.ordinal()];
        event.closeWait = byState[TcpState.CLOSE_WAIT.ordinal()];
        event.closing = byState[TcpState.CLOSING.ordinal()];
        event.lastAck = byState[TcpState.LAST_ACK.ordinal()];
        event.timeWait = byState[TcpState.TIME_WAIT.ordinal()];
        event.readingTime = readingNanos;
        event.commit();
    }

    /**
     * Commits ClosingConnection: what the kernel still does with a connection whose descriptor is closed.
     *
     * @param kernelState CLOSED if the kernel does not list it any more
     * @param inStateMillis time since it entered that state; 0 if that is not known
     */
    public static void closingConnection(long connectionId, TcpState kernelState, int retransmits, long inStateMillis) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ClosingConnectionEvent event = new ClosingConnectionEvent();
        event.connectionId = connectionId;
        event.kernelState = kernelState.name();
        event.retransmits = retransmits;
        event.inState = inStateMillis;
        event.commit();
    }

    /** Values of {@link #networkCounters}, named like the event's fields; -1 where the kernel does not count it. */
    public static final class Counters {
        public long listenOverflows = -1;
        public long listenDrops = -1;
        public long syncookiesSent = -1;
        public long syncookiesReceived = -1;
        public long syncookiesFailed = -1;
        public long reqQFullDrop = -1;
        public long reqQFullDoCookies = -1;
        public long timeWaitEnded = -1;
        public long timeWaitRecycled = -1;
        public long timeWaitKilled = -1;
        public long timeWaitOverflow = -1;
        public long abortOnData = -1;
        public long abortOnClose = -1;
        public long abortOnTimeout = -1;
        public long activeOpens = -1;
        public long passiveOpens = -1;
        public long attemptFails = -1;
        public long estabResets = -1;
        public long outRsts = -1;
        public long retransSegs = -1;
        public long embryonicResets = -1;
        public long tcpSynRetrans = -1;
        public long tcpTimeouts = -1;
    }

    public static void networkCounters(Counters counters) {
        if (!SocketEvents.isOn()) {
            return;
        }
        NetworkCountersEvent event = new NetworkCountersEvent();
        event.listenOverflows = counters.listenOverflows;
        event.listenDrops = counters.listenDrops;
        event.syncookiesSent = counters.syncookiesSent;
        event.syncookiesReceived = counters.syncookiesReceived;
        event.syncookiesFailed = counters.syncookiesFailed;
        event.reqQFullDrop = counters.reqQFullDrop;
        event.reqQFullDoCookies = counters.reqQFullDoCookies;
        event.timeWaitEnded = counters.timeWaitEnded;
        event.timeWaitRecycled = counters.timeWaitRecycled;
        event.timeWaitKilled = counters.timeWaitKilled;
        event.timeWaitOverflow = counters.timeWaitOverflow;
        event.abortOnData = counters.abortOnData;
        event.abortOnClose = counters.abortOnClose;
        event.abortOnTimeout = counters.abortOnTimeout;
        event.activeOpens = counters.activeOpens;
        event.passiveOpens = counters.passiveOpens;
        event.attemptFails = counters.attemptFails;
        event.estabResets = counters.estabResets;
        event.outRsts = counters.outRsts;
        event.retransSegs = counters.retransSegs;
        event.embryonicResets = counters.embryonicResets;
        event.tcpSynRetrans = counters.tcpSynRetrans;
        event.tcpTimeouts = counters.tcpTimeouts;
        event.commit();
    }

    /** Values of {@link #listenerQueue}, named like the event's fields. */
    public static final class Queue {
        public long listenerId;
        public String localAddress;
        public int localPort;
        public int backlog = -1;
        public int acceptQueue;
        public int synReceived;
        public int synAckRetransmits;
        public int portListeners;
    }

    public static void listenerQueue(Queue queue) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ListenerQueueEvent event = new ListenerQueueEvent();
        event.listenerId = queue.listenerId;
        event.localAddress = SocketEvents.redaction().address(queue.localAddress);
        event.localPort = queue.localPort;
        event.backlog = queue.backlog;
        event.acceptQueue = queue.acceptQueue;
        event.synReceived = queue.synReceived;
        event.synAckRetransmits = queue.synAckRetransmits;
        event.portListeners = queue.portListeners;
        event.commit();
    }

    /** Whether a recording wants PortHolder. */
    public static boolean isPortHolderWanted() {
        return SocketEvents.isOn() && new PortHolderEvent().isEnabled();
    }

    /** Values of {@link #portHolder}, named like the event's fields. */
    public static final class Holder {
        public String localAddress;
        public int localPort;
        public String address;
        public int port;
        public String state;
        public int count;
        public long connectionId;
        public boolean thisProcess;
    }

    public static void portHolder(Holder holder) {
        if (!SocketEvents.isOn()) {
            return;
        }
        PortHolderEvent event = new PortHolderEvent();
        event.localAddress = SocketEvents.redaction().address(holder.localAddress);
        event.localPort = holder.localPort;
        event.address = SocketEvents.redaction().address(holder.address);
        event.port = holder.port;
        event.state = holder.state;
        event.count = holder.count;
        event.connectionId = holder.connectionId;
        event.thisProcess = holder.thisProcess;
        event.commit();
    }

    /** Values of {@link #kernelSettings}, named like the event's fields; -1 where a setting cannot be read. */
    public static final class Settings {
        public int ipLocalPortRangeLow = -1;
        public int ipLocalPortRangeHigh = -1;
        public String reservedPorts;
        public int tcpTwReuse = -1;
        public long tcpFinTimeoutMillis = -1;
        public int tcpMaxTwBuckets = -1;
        public int somaxconn = -1;
        public int tcpMaxSynBacklog = -1;
        public int tcpSyncookies = -1;
        public int tcpAbortOnOverflow = -1;
        public int tcpSynRetries = -1;
        public int tcpSynackRetries = -1;
        public int tcpRetries2 = -1;
        public int tcpOrphanRetries = -1;
        public long tcpKeepaliveTimeMillis = -1;
        public long timeWaitMillis;
        public String operatingSystem;
    }

    public static void kernelSettings(Settings settings) {
        if (!SocketEvents.isOn()) {
            return;
        }
        KernelSettingsEvent event = new KernelSettingsEvent();
        event.ipLocalPortRangeLow = settings.ipLocalPortRangeLow;
        event.ipLocalPortRangeHigh = settings.ipLocalPortRangeHigh;
        event.reservedPorts = settings.reservedPorts;
        event.tcpTwReuse = settings.tcpTwReuse;
        event.tcpFinTimeout = settings.tcpFinTimeoutMillis;
        event.tcpMaxTwBuckets = settings.tcpMaxTwBuckets;
        event.somaxconn = settings.somaxconn;
        event.tcpMaxSynBacklog = settings.tcpMaxSynBacklog;
        event.tcpSyncookies = settings.tcpSyncookies;
        event.tcpAbortOnOverflow = settings.tcpAbortOnOverflow;
        event.tcpSynRetries = settings.tcpSynRetries;
        event.tcpSynackRetries = settings.tcpSynackRetries;
        event.tcpRetries2 = settings.tcpRetries2;
        event.tcpOrphanRetries = settings.tcpOrphanRetries;
        event.tcpKeepaliveTime = settings.tcpKeepaliveTimeMillis;
        event.timeWait = settings.timeWaitMillis;
        event.operatingSystem = settings.operatingSystem;
        event.commit();
    }
}
