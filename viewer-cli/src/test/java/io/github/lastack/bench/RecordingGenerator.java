// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.bench;

import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.recording.Recorder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;

/**
 * Makes a large recording: {@code RecordingGenerator FILE EVENTS [CONNECTIONS_PER_SECOND [OTHER_EVENTS]]}.
 *
 * <p>Of the others, those of the JDK's that a recording of a program at work mostly consists of, there are as many as
 * are asked for, with stacks as well.
 *
 * <p>HotSpot writes it, with the agent's own events from several threads and at many stacks, as fast as it can. Then
 * its clock is slowed down, by the headers of the chunks: what has taken a minute is told as if it had taken hours,
 * since no program opens a hundred thousand connections a second.
 */
public final class RecordingGenerator {
    private static final int THREADS = 4;
    private static final int EVENTS_PER_CONNECTION = 4;
    private static final int PORTS = 28_000;
    private static final int REMOTES = 8;
    private static final int DEEPEST = 24;

    private RecordingGenerator() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path file = Path.of(args[0]);
        long events = Long.parseLong(args[1]);
        int perSecond = args.length < 3 ? 500 : Integer.parseInt(args[2]);
        long others = args.length < 4 ? 0 : Long.parseLong(args[3]);
        generate(file, events, perSecond, others);
        System.out.printf("%s: %,d MB%n", file, Files.size(file) >> 20);
    }

    static void generate(Path file, long events, int perSecond, long others) throws IOException, InterruptedException {
        Recorder recorder = Recorder.await(new Silent());
        Instant begun = Instant.now();
        long connections = events / EVENTS_PER_CONNECTION;
        try (Recording recording = new Recording()) {
            if (others > 0) {
                recording.enable("jdk.FileRead").withThreshold(Duration.ZERO).withStackTrace();
            }
            recording.start();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long first = 1 + i * (connections / THREADS);
                Thread thread = new Thread(new Traffic(first, connections / THREADS, others / THREADS));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            describe();
            recording.stop();
            recording.dump(file);
        } finally {
            recorder.leave();
        }
        double took = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        slowDown(file, Math.max(1, Math.round(connections / (double) perSecond / took)));
    }

    private static final class Silent implements Recorder.Reports {
        @Override
        public void describe() {}

        @Override
        public void failed(Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static void describe() {
        SocketEvents.AgentInfo info = new SocketEvents.AgentInfo();
        info.instance = "4711@0";
        info.version = "0.1";
        info.closeWaitLimitNanos = 10_000_000_000L;
        info.stackDepth = 64;
        info.mainClass = RecordingGenerator.class.getName();
        info.kernelAsked = true;
        SocketEvents.agentInfo(info);
    }

    /** Stretches the time from the first chunk's beginning on. */
    private static void slowDown(Path file, long times) throws IOException {
        try (RandomAccessFile chunks = new RandomAccessFile(file.toFile(), "rw")) {
            long first = 0;
            for (long at = 0; at < chunks.length(); ) {
                chunks.seek(at + 8);
                long size = chunks.readLong();
                chunks.seek(at + 32);
                long start = chunks.readLong();
                long duration = chunks.readLong();
                chunks.readLong(); // start ticks
                long ticksPerSecond = chunks.readLong();
                first = at == 0 ? start : first;
                chunks.seek(at + 32);
                chunks.writeLong(first + (start - first) * times);
                chunks.writeLong(duration * times);
                chunks.seek(at + 56);
                chunks.writeLong(ticksPerSecond / times);
                at += size;
            }
        }
    }

    /** One thread's connections; most are healthy, some the peer closes first, one in a thousand is left open. */
    private record Traffic(long first, long count, long others) implements Runnable {
        @Override
        public void run() {
            try (RandomAccessFile read = new RandomAccessFile("/dev/zero", "r")) {
                for (long id = first; id < first + count; id++) {
                    deeper(id, (int) (id % DEEPEST));
                    for (long other = others * (id - first) / count;
                            other < others * (id - first + 1) / count;
                            other++) {
                        read(read, (int) (other % DEEPEST));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void read(RandomAccessFile file, int depth) throws IOException {
            if (depth > 0) {
                read(file, depth - 1);
            } else {
                file.read();
            }
        }

        private void deeper(long id, int depth) {
            if (depth > 0) {
                deeper(id, depth - 1);
            } else {
                connection(id);
            }
        }

        private void connection(long id) {
            Peer peer = new Peer(id);
            SocketEvents.opened(SocketEvents.connectBegins(false), peer, "SYN_SENT");
            SocketEvents.established(peer);
            boolean peerFirst = id % 2 == 0;
            if (peerFirst) {
                SocketEvents.endOfStream(peer, "CLOSE_WAIT");
            } else {
                SocketEvents.shutdown(peer, "output", "ESTABLISHED");
            }
            if (id % 1000 != 0) {
                SocketEvents.LastState last = new SocketEvents.LastState();
                last.kernelState = peerFirst ? "CLOSE_WAIT" : "FIN_WAIT_2";
                SocketEvents.closed(peer, last);
            }
        }
    }

    private record Peer(long id) implements SocketEvents.Connection {
        @Override
        public String role() {
            return "client";
        }

        @Override
        public String api() {
            return "SocketChannel";
        }

        @Override
        public String host() {
            return "feed" + id % REMOTES + ".example";
        }

        @Override
        public String address() {
            return "10.0.0." + id % REMOTES;
        }

        @Override
        public int port() {
            return 8080;
        }

        @Override
        public String localAddress() {
            return "10.0.1.1";
        }

        @Override
        public int localPort() {
            return (int) (32_768 + id / REMOTES % PORTS); // no port twice to one remote while it is in TIME_WAIT
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
