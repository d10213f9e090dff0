// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.github.lastack.samples.PeerBehavior;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * All that a careful application does, for as many seconds as it is told: a pool that renews its connections, clients
 * that are idle and alive, half-closes that are answered, a server that accepts at once and closes after its visitors,
 * and an event loop.
 */
public final class HealthyTraffic {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] LINE = "anything new?\n".getBytes(US_ASCII);
    private static final int POOLED = 8;
    private static final int IDLE = 5;

    private final LoopbackPeer peer;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final Deque<Socket> pool = new ArrayDeque<>();
    private volatile boolean over;
    private volatile Throwable failure;

    private HealthyTraffic(LoopbackPeer peer) {
        this.peer = peer;
    }

    public static void main(String[] args) throws Exception {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            new HealthyTraffic(peer).go(Integer.parseInt(args[0]));
            Inspection.untilInputEnds();
        }
    }

    private void go(int seconds) throws Exception {
        List<Socket> idle = idle(peer.listen(PeerBehavior.ECHO));
        int pooled = peer.listen(PeerBehavior.ECHO);
        int halved = peer.listen(PeerBehavior.ECHO);
        ServerSocket door = new ServerSocket(0, 50, LOOPBACK);
        Thread server = daemon(() -> serve(door));
        Selector selector = Selector.open();
        SocketChannel channel = channel(selector, peer.listen(PeerBehavior.ECHO));
        Thread loop = daemon(() -> loop(selector));

        every(100, () -> askPooled(pooled));
        every(5_000, () -> renew(pooled));
        every(8_000, () -> askAndHalfClose(halved));
        every(2_000, () -> beVisited(door.getLocalPort()));
        TimeUnit.SECONDS.sleep(seconds);

        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
        over = true;
        selector.wakeup();
        loop.join();
        channel.close();
        selector.close();
        door.close();
        server.join();
        for (Socket socket : pool) {
            socket.close();
        }
        for (Socket socket : idle) {
            ask(socket);
            socket.close();
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<Socket> idle(int port) throws IOException {
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) {
            Socket socket = new Socket(LOOPBACK, port);
            ask(socket);
            idle.add(socket);
        }
        return idle;
    }

    private void askPooled(int port) throws IOException {
        Socket socket;
        synchronized (pool) {
            socket = pool.size() < POOLED ? new Socket(LOOPBACK, port) : pool.removeFirst();
        }
        ask(socket);
        synchronized (pool) {
            pool.addLast(socket);
        }
    }

    /** No connection grows old: the one that waits longest gives way to a new one. */
    private void renew(int port) throws IOException {
        synchronized (pool) {
            if (pool.size() == POOLED) {
                pool.removeFirst().close();
                Socket socket = new Socket(LOOPBACK, port);
                ask(socket);
                pool.addLast(socket);
            }
        }
    }

    private static void askAndHalfClose(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            ask(socket);
            socket.shutdownOutput();
            while (socket.getInputStream().read() != -1) {
                // the peer closes now
            }
        }
    }

    private void beVisited(int port) throws IOException {
        peer.connect(port, 5, "hello\n");
        peer.hear(port);
        peer.leave(port);
    }

    private void serve(ServerSocket door) {
        while (true) {
            Socket visitor;
            try {
                visitor = door.accept();
            } catch (IOException closed) {
                return;
            }
            daemon(() -> {
                try (Socket socket = visitor) {
                    for (int c = socket.getInputStream().read(); c != -1; ) {
                        socket.getOutputStream().write(c);
                        c = socket.getInputStream().read();
                    }
                }
            });
        }
    }

    private static SocketChannel channel(Selector selector, int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(LOOPBACK, port));
        channel.write(ByteBuffer.wrap(LINE));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    /** Sends back what comes, which comes back again: ten times a second. */
    private void loop(Selector selector) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        while (!over) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                SocketChannel channel = (SocketChannel) key.channel();
                buffer.clear();
                if (channel.read(buffer) > 0) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    buffer.flip();
                    channel.write(buffer);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write(LINE);
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void every(long millis, Work work) {
        threads.scheduleAtFixedRate(() -> guarded(work), 0, millis, TimeUnit.MILLISECONDS);
    }

    private Thread daemon(Work work) {
        Thread thread = new Thread(() -> guarded(work));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            failure = e;
        }
    }
}
