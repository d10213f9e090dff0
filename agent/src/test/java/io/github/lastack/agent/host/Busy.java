// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds connections of every kind and state, while threads open, use and close others: {@code Busy [PAUSE]}, in
 * milliseconds between one connection and the next. Obeys lines on stdin: {@code rest} ends the threads and prints
 * their faults, {@code work} begins them anew, {@code act} goes on with what is held; ends with stdin. What follows the
 * first word of a line is only repeated in {@code done LINE}, which says that it is done.
 */
public final class Busy {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int EACH = 25;
    private static final int THREADS = 2;

    /** Kept to the very end: what a collection closes at the exit is not held. */
    private static Busy kept;

    private final List<Pair> pairs = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final Selector selector = Selector.open();
    private final ServerSocket socketDoor = new ServerSocket(0, 50, LOOPBACK);
    private final ServerSocketChannel channelDoor = ServerSocketChannel.open();
    private final long pauseMillis;
    private volatile boolean resting;

    private Busy(long pauseMillis) throws IOException {
        this.pauseMillis = pauseMillis;
        channelDoor.bind(new InetSocketAddress(LOOPBACK, 0));
    }

    public static void main(String[] args) throws Exception {
        Busy busy = new Busy(args.length == 0 ? 0 : Long.parseLong(args[0]));
        kept = busy;
        busy.hold();
        busy.work();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            busy.obey(line.split(" ")[0]);
            System.out.println("done " + line);
        }
    }

    private void obey(String line) throws Exception {
        switch (line) {
            case "rest":
                resting = true;
                for (Thread thread : threads) {
                    thread.join();
                }
                threads.clear();
                System.out.println("faults " + faults);
                break;
            case "work":
                resting = false;
                work();
                break;
            case "act":
                act();
                break;
            default:
                throw new IllegalArgumentException(line);
        }
    }

    // ---- open connections ----

    /** Both ends, as far as they are to be acted on. */
    private static final class Pair {
        final String kind;
        final Object client;
        final Socket server;

        Pair(String kind, Object client, Socket server) {
            this.kind = kind;
            this.client = client;
            this.server = server;
        }
    }

    private void hold() throws Exception {
        ServerSocket door = new ServerSocket(0, 50, LOOPBACK);
        InetSocketAddress to = (InetSocketAddress) door.getLocalSocketAddress();
        for (int i = 0; i < EACH; i++) {
            pairs.add(new Pair("socket", new Socket(to.getAddress(), to.getPort()), door.accept()));
            pairs.add(new Pair("channel", SocketChannel.open(to), door.accept()));
            AsynchronousSocketChannel asynchronous = AsynchronousSocketChannel.open();
            asynchronous.connect(to).get();
            pairs.add(new Pair("asynchronous", asynchronous, door.accept()));
            SocketChannel registered = SocketChannel.open(to);
            registered.configureBlocking(false);
            registered.register(selector, SelectionKey.OP_READ);
            pairs.add(new Pair("registered", registered, door.accept()));
        }
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            switch (i / 4 % 4) {
                case 1:
                    pair.server.shutdownOutput(); // the client is in CLOSE_WAIT and does not know
                    break;
                case 2:
                    pair.server.getOutputStream().write(1);
                    break;
                default:
                    break;
            }
        }
    }

    /** Reads ends of stream, shuts outputs down, closes connections, and leaves some as they are. */
    private void act() throws Exception {
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            switch (i / 4 % 4) {
                case 0:
                    pair.server.shutdownOutput();
                    check(read(pair) == -1);
                    break;
                case 1:
                    check(read(pair) == -1);
                    break;
                case 2:
                    ((Closeable) pair.client).close();
                    pair.server.close();
                    selector.selectNow();
                    break;
                default:
                    break;
            }
        }
    }

    private static int read(Pair pair) throws Exception {
        ByteBuffer one = ByteBuffer.allocate(1);
        switch (pair.kind) {
            case "socket":
                return ((Socket) pair.client).getInputStream().read();
            case "asynchronous":
                return ((AsynchronousSocketChannel) pair.client).read(one).get();
            default:
                return ((SocketChannel) pair.client).read(one);
        }
    }

    // ---- work ----

    private interface Work {
        void once() throws IOException;
    }

    private void work() {
        for (int i = 0; i < THREADS; i++) {
            start(() -> {
                try (Socket client = new Socket(LOOPBACK, socketDoor.getLocalPort());
                        Socket server = socketDoor.accept()) {
                    client.getOutputStream().write(7);
                    check(server.getInputStream().read() == 7);
                }
            });
        }
        start(() -> {
            try (SocketChannel client = SocketChannel.open(channelDoor.getLocalAddress())) {
                SocketChannel server = channelDoor.accept();
                server.write(ByteBuffer.allocate(3));
                check(client.read(ByteBuffer.allocate(9)) == 3);
                server.close();
                check(client.read(ByteBuffer.allocate(9)) == -1);
            }
        });
    }

    private void start(Work work) {
        Thread thread = new Thread(() -> {
            while (!resting) {
                try {
                    work.once();
                    Thread.sleep(pauseMillis);
                } catch (IOException | InterruptedException | RuntimeException | Error e) {
                    faults.incrementAndGet();
                    e.printStackTrace();
                }
            }
        });
        threads.add(thread);
        thread.start();
    }

    private static void check(boolean fact) {
        if (!fact) {
            throw new AssertionError("not what the sockets are expected to do");
        }
    }
}
