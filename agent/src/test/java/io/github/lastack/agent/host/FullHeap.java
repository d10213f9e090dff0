// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads to the end, shuts down and closes connections while no more objects fit into the heap: {@code FullHeap PAIRS}.
 * The calls that it makes need no memory by themselves, and all of them succeed; it prints their results.
 */
public final class FullHeap {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final byte[] ONE = new byte[1];
    private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(1);

    private final Client[] clients;
    private final int[] ends = new int[3];
    private Throwable failure;

    private FullHeap(int pairs) {
        clients = new Client[2 * pairs];
    }

    public static void main(String[] args) throws Exception {
        play(1, false); // all classes are loaded then, and what threads and sockets keep is made
        play(Integer.parseInt(args[0]), true);
        while (System.in.read() >= 0) {
            Thread.yield();
        }
    }

    private static void play(int pairs, boolean full) throws IOException {
        FullHeap heap = new FullHeap(pairs);
        heap.connect();
        heap.readOne();
        Object filling = full ? fill() : null;
        heap.use();
        clear(filling);
        heap.closeSockets();
        System.out.println("read to the end " + heap.ends[0] + ", shut " + heap.ends[1] + ", closed " + heap.ends[2]);
        if (heap.failure != null) {
            throw new IllegalStateException(heap.failure);
        }
    }

    private void connect() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 5, HERE)) {
            for (int i = 0; i < clients.length; i += 2) {
                clients[i] = new OfSocket(new Socket(HERE, door.getLocalPort()));
                end(door);
                clients[i + 1] = new OfChannel(SocketChannel.open(door.getLocalSocketAddress()));
                end(door);
            }
        }
    }

    private static void end(ServerSocket door) throws IOException {
        Socket server = door.accept();
        server.getOutputStream().write(1);
        server.shutdownOutput();
    }

    /** Reads once, after which each connection has what it keeps for reading. */
    private void readOne() throws IOException {
        for (Client client : clients) {
            client.read();
        }
    }

    /** Uses an index for every step: an iterator would be an object. */
    private void use() {
        for (int i = 0; i < clients.length; i++) {
            try {
                ends[0] += clients[i].read() == -1 ? 1 : 0;
                clients[i].shut();
                ends[1]++;
                ends[2] += clients[i].closed() ? 1 : 0;
            } catch (Throwable t) {
                failure = t;
            }
        }
    }

    private void closeSockets() throws IOException {
        for (int i = 0; i < clients.length; i += 2) {
            ((OfSocket) clients[i]).socket.close();
        }
    }

    /** Takes all free memory, in a chain of ever smaller pieces. */
    private static Object fill() {
        Object[] chain = null;
        for (int length = 1 << 20; length > 0; length /= 2) {
            try {
                while (true) {
                    Object[] next = new Object[length];
                    next[0] = chain;
                    chain = next;
                }
            } catch (OutOfMemoryError tooLong) {
                continue;
            }
        }
        return chain;
    }

    private static void clear(Object chain) {
        Object[] here = (Object[]) chain;
        while (here != null) {
            Object[] next = (Object[]) here[0];
            here[0] = null;
            here = next;
        }
    }

    private abstract static class Client {
        abstract int read() throws IOException;

        abstract void shut() throws IOException;

        /** Returns whether the close succeeded. */
        abstract boolean closed() throws IOException;
    }

    private static final class OfSocket extends Client {
        private final Socket socket;
        private final InputStream in;

        OfSocket(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        @Override
        int read() throws IOException {
            return in.read(ONE);
        }

        @Override
        void shut() throws IOException {
            socket.shutdownOutput();
        }

        /** Needs memory of its own since JDK 13. */
        @Override
        boolean closed() {
            return false;
        }
    }

    private static final class OfChannel extends Client {
        private final SocketChannel channel;

        OfChannel(SocketChannel channel) throws IOException {
            this.channel = channel;
        }

        @Override
        int read() throws IOException {
            DIRECT.clear();
            return channel.read(DIRECT);
        }

        @Override
        void shut() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        boolean closed() throws IOException {
            channel.close();
            return true;
        }
    }
}
