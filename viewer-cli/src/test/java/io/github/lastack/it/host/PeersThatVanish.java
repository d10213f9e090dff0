// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Talks to servers of its own, each on a port that it tells, whose network the test lets lose segments between two
 * cues: some are asked and do not answer, one has a shut window, two are listened to, and some are connected to in
 * vain.
 */
public final class PeersThatVanish {
    private static final int ASKED = 3;
    private static final int CONNECT_TIMEOUT_MILLIS = 60_000;

    private static final List<Object> KEPT = new ArrayList<>();

    private PeersThatVanish() {}

    public static void main(String[] args) throws IOException {
        int asked = server("asked", true);
        int shut = server("shut", false);
        int silent = server("silent", true);
        int closed = server("closed", true);
        List<Socket> toAsk = new ArrayList<>();
        for (int i = 0; i < ASKED; i++) {
            toAsk.add(connect(asked));
        }
        fill(shut);
        listen(silent, false);
        listen(silent, true);

        Cue.await("opened");
        for (Socket socket : toAsk) {
            daemon(() -> ask(socket));
        }
        daemon(() -> connectForever(closed));
        daemon(() -> connectForAMinute(closed));
        daemon(() -> connectByChannel(closed));
        connectWithoutBlocking(closed);
        Inspection.untilInputEnds();
    }

    /** Accepts whoever comes, and maybe answers each byte. */
    private static int server(String name, boolean answers) throws IOException {
        ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        KEPT.add(door);
        daemon(() -> serve(door, answers));
        System.out.println("port " + name + " " + door.getLocalPort());
        return door.getLocalPort();
    }

    private static void serve(ServerSocket door, boolean answers) {
        try {
            while (true) {
                Socket visitor = door.accept();
                KEPT.add(visitor);
                if (answers) {
                    daemon(() -> answer(visitor));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(Socket visitor) {
        try {
            for (int c = visitor.getInputStream().read();
                    c != -1;
                    c = visitor.getInputStream().read()) {
                visitor.getOutputStream().write(c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        KEPT.add(socket);
        socket.getOutputStream().write('h');
        if (socket.getInputStream().read() != 'h') {
            throw new IOException("no answer");
        }
        return socket;
    }

    static void ask(Socket socket) {
        try {
            socket.getOutputStream().write("anything new?\n".getBytes(US_ASCII));
            socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the peer, which does not read, lets nothing more come. */
    private static void fill(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        KEPT.add(channel);
        channel.configureBlocking(false);
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        for (long until = System.nanoTime() + 1_000_000_000L; System.nanoTime() < until; ) {
            bytes.clear();
            channel.write(bytes);
        }
    }

    private static void listen(int port, boolean keepAlive) throws IOException {
        Socket socket = connect(port);
        socket.setKeepAlive(keepAlive);
        daemon(() -> {
            try {
                socket.getInputStream().read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void connectForever(int port) {
        connectWithin(port, 0);
    }

    private static void connectForAMinute(int port) {
        connectWithin(port, CONNECT_TIMEOUT_MILLIS);
    }

    private static void connectWithin(int port, int timeoutMillis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void connectByChannel(int port) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void connectWithoutBlocking(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        KEPT.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
