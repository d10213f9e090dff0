// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.scenario;

import io.github.lastack.events.KernelEvents;
import io.github.lastack.events.ListenerEvents;
import io.github.lastack.events.ListingEvents;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.recording.Recorder;
import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;

/** Makes small real recordings: the agent's events, committed by this JVM without an agent. */
public final class RealRecording implements AutoCloseable {
    private static final String INSTANCE = "1234@1767225600000";

    private final Recorder events = Recorder.await(new Recorder.Reports() {
        @Override
        public void describe() {}

        @Override
        public void failed(Throwable t) {
            throw new AssertionError(t);
        }
    });
    private final Recording recording = new Recording();

    public RealRecording() {
        recording.start();
    }

    /** A recording of one connection that is left in CLOSE_WAIT, in that many chunks. */
    public static Path leaky(Path file, int chunks) throws IOException {
        try (RealRecording recording = new RealRecording()) {
            for (int chunk = 1; chunk <= chunks; chunk++) {
                recording.leak(chunk);
                recording.agentInfo(INSTANCE, chunk);
                if (chunk < chunks) {
                    recording.nextChunk(file.resolveSibling("chunk.jfr"));
                }
            }
            recording.dump(file);
        }
        return file;
    }

    /** A recording without a single event of ours. */
    public static Path foreign(Path file) throws IOException {
        try (RealRecording recording = new RealRecording()) {
            recording.dump(file);
        }
        return file;
    }

    public void leak(long id) {
        poll(id);
    }

    /** Has the reading of files recorded as well. */
    public void recordsReadingToo() {
        recording.enable("jdk.FileRead").withThreshold(Duration.ZERO);
    }

    private static void poll(long id) {
        SocketEvents.opened(SocketEvents.connectBegins(false), new Peer(id), "ESTABLISHED");
        SocketEvents.endOfStream(new Peer(id), "CLOSE_WAIT");
    }

    public void close(long id) {
        SocketEvents.LastState word = new SocketEvents.LastState();
        word.kernelState = "CLOSE_WAIT";
        word.ageMillis = 40_000;
        word.inStateMillis = 30_000;
        SocketEvents.closed(new Peer(id), word);
    }

    /** A connection's whole life, long enough to be recorded as a span; it is closed here first. */
    public void spend(long id) {
        Object life = SocketEvents.opened(SocketEvents.connectBegins(false), new Peer(id), "ESTABLISHED");
        nothingFor(50);
        SocketEvents.LastState word = new SocketEvents.LastState();
        word.kernelState = "ESTABLISHED";
        SocketEvents.closed(new Peer(id), word);
        SocketEvents.ended(life, new Peer(id));
    }

    public void nothingFor(long millis) {
        for (long end = System.nanoTime() + millis * 1_000_000; System.nanoTime() < end; ) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** One event of every other kind. */
    public void everythingElse(long id) {
        SocketEvents.site(
                1,
                "java.base/java.net.Socket.connect(Socket.java:633)\n"
                        + "com.acme.Main$$Lambda$14/0x00000008.run(Unknown Source)\n"
                        + "app//com.acme.Main.main(Main.java:3)\n");
        ListenerEvents.listenerOpened(id, "ServerSocket", "0.0.0.0", 80, 50, 1);
        SocketEvents.opened(SocketEvents.connectBegins(false), new Peer(id), "SYN_SENT");
        SocketEvents.established(new Peer(id));
        SocketEvents.connectFailed(
                SocketEvents.connectBegins(false), new Peer(id + 1), "Connection refused", false, false);
        SocketEvents.Failure failure = new SocketEvents.Failure();
        failure.operation = "read";
        failure.message = "Connection reset";
        SocketEvents.error(new Peer(id), failure);
        SocketEvents.shutdown(new Peer(id), "output", "ESTABLISHED");
        SocketEvents.kernelState(new Peer(id), "CLOSE_WAIT", 0, 0);
        stillOpen(id);
        SocketEvents.descriptorClosed(id, "FIN_WAIT_2", true);
        SocketEvents.collected(new Peer(id));
        ofTheKernel(id);
    }

    private static void stillOpen(long id) {
        ListingEvents.Standing standing = new ListingEvents.Standing();
        standing.openedAt = 1000;
        standing.connected = true;
        standing.state = "CLOSE_WAIT";
        standing.stateSince = 2000;
        standing.kernelState = "CLOSE_WAIT";
        standing.openedSite = 1;
        standing.lastUsedSite = 3;
        standing.unreadSince = 1500;
        standing.attached = "io.netty.handler.codec.string.StringDecoder, com.acme.OrderHandler";
        standing.openedBy = "com.acme.Feed.poll(Feed.java:31)";
        ListingEvents.openConnection(new Peer(id), standing);
    }

    private static void ofTheKernel(long id) {
        ListenerEvents.BindFailure failure = new ListenerEvents.BindFailure();
        failure.operation = "listen";
        failure.localAddress = "0.0.0.0";
        failure.localPort = 8080;
        failure.addressInUse = true;
        ListenerEvents.bindFailed(failure);
        int[] byState = new int[TcpState.values().length];
        byState[TcpState.FIN_WAIT_1.ordinal()] = 7;
        KernelEvents.processConnections(byState);
        byState[TcpState.TIME_WAIT.ordinal()] = 812;
        KernelEvents.machineConnections(byState, 1000);
        KernelEvents.Counters counters = new KernelEvents.Counters();
        counters.listenOverflows = 3;
        KernelEvents.networkCounters(counters);
        KernelEvents.Queue queue = new KernelEvents.Queue();
        queue.listenerId = id;
        queue.localAddress = "0:0:0:0:0:0:0:0";
        queue.localPort = 80;
        queue.backlog = 50;
        queue.acceptQueue = 3;
        queue.synReceived = 2;
        queue.synAckRetransmits = 5;
        queue.portListeners = 1;
        KernelEvents.listenerQueue(queue);
        KernelEvents.Holder holder = new KernelEvents.Holder();
        holder.localAddress = "0.0.0.0";
        holder.localPort = 8080;
        holder.address = "";
        holder.state = "TIME_WAIT";
        holder.count = 12;
        KernelEvents.portHolder(holder);
        KernelEvents.Settings settings = new KernelEvents.Settings();
        settings.ipLocalPortRangeLow = 32_768;
        settings.ipLocalPortRangeHigh = 60_999;
        settings.reservedPorts = "32800-32809,40000";
        settings.tcpFinTimeoutMillis = 30_000;
        settings.tcpSynRetries = 6;
        settings.tcpSynackRetries = 5;
        settings.tcpRetries2 = 15;
        settings.tcpOrphanRetries = 0;
        settings.tcpKeepaliveTimeMillis = 7_200_000;
        KernelEvents.kernelSettings(settings);
    }

    public void agentInfo(String instance, long openConnections) {
        agentInfo(instance, openConnections, false);
    }

    public void agentInfo(String instance, long openConnections, boolean leaving) {
        SocketEvents.AgentInfo info = new SocketEvents.AgentInfo();
        info.instance = instance;
        info.version = "0.1";
        info.closeWaitLimitNanos = 1;
        info.stackDepth = 64;
        info.mainClass = "com.acme.Main";
        info.openConnections = openConnections;
        info.kernelAsked = true;
        info.leaving = leaving;
        SocketEvents.agentInfo(info);
    }

    /** As the agent tells it, but without a list of what is open. */
    public void jvmShutsDown() {
        events.jvmShutsDown();
    }

    /** Dumping ends the chunk. */
    public void nextChunk(Path scrap) throws IOException {
        recording.dump(scrap);
    }

    public void dump(Path file) throws IOException {
        recording.stop();
        recording.dump(file);
    }

    @Override
    public void close() {
        recording.close();
        events.leave();
    }

    private record Peer(long id) implements SocketEvents.Connection {
        @Override
        public String role() {
            return "client";
        }

        @Override
        public String api() {
            return "Socket";
        }

        @Override
        public String host() {
            return "feed.example";
        }

        @Override
        public String address() {
            return "0:0:0:0:0:0:0:1";
        }

        @Override
        public int port() {
            return 8080;
        }

        @Override
        public String localAddress() {
            return "0:0:0:0:0:0:0:1";
        }

        @Override
        public int localPort() {
            return (int) (40_000 + id);
        }

        @Override
        public long createdSite() {
            return 0;
        }

        @Override
        public long madeSite() {
            return 0;
        }
    }
}
