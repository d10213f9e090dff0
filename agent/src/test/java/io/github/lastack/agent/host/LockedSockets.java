// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;

/**
 * Sockets and addresses whose methods need a lock of the application. One thread holds the lock while it waits for
 * another that connects, reads to the end, shuts down and closes: {@code LockedSockets ROUNDS}. The other thread
 * bypasses those methods; an agent that called one on it would wait forever.
 */
public final class LockedSockets {
    private static final Object LOCK = new Object();
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private LockedSockets() {}

    public static void main(String[] rounds) throws Exception {
        try (ServerSocket door = new ServerSocket(0, 50, HERE)) {
            for (int i = 0; i < Integer.parseInt(rounds[0]); i++) {
                whileLocked(new LockedSocket(), door);
            }
        }
        System.out.println("unlocked");
        while (System.in.read() >= 0) {
            Thread.yield();
        }
    }

    private static void whileLocked(LockedSocket socket, ServerSocket door) throws Exception {
        SocketAddress address = new LockedAddress(door.getLocalPort());
        CountDownLatch done = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try {
                talk(socket, address, door);
                done.countDown();
            } catch (IOException e) {
                e.printStackTrace();
            }
        });
        synchronized (LOCK) {
            other.start();
            talkMyself();
            done.await();
        }
    }

    /** Calls the JDK while the lock is held: a lock that the agent holds meanwhile must not need another one. */
    private static void talkMyself() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, HERE);
                Socket socket = new LockedSocket()) {
            socket.connect(new LockedAddress(door.getLocalPort()));
            socket.setSoLinger(true, 1);
            door.accept().close();
        }
    }

    private static void talk(LockedSocket socket, SocketAddress address, ServerSocket door) throws IOException {
        socket.connectUnlocked(address);
        Socket accepted = door.accept();
        accepted.shutdownOutput();
        accepted.close();
        InputStream in = socket.inUnlocked();
        in.read(); // the end
        socket.shutUnlocked();
        socket.closeUnlocked();
    }

    private static final class LockedAddress extends InetSocketAddress {
        private static final long serialVersionUID = 1;

        LockedAddress(int port) {
            super(HERE, port);
        }

        @Override
        public String toString() {
            synchronized (LOCK) {
                return super.toString();
            }
        }
    }

    private static final class LockedSocket extends Socket {
        @Override
        public void connect(SocketAddress to, int timeout) throws IOException {
            synchronized (LOCK) {
                super.connect(to, timeout);
            }
        }

        void connectUnlocked(SocketAddress to) throws IOException {
            super.connect(to, 0);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            synchronized (LOCK) {
                return super.getInputStream();
            }
        }

        InputStream inUnlocked() throws IOException {
            return super.getInputStream();
        }

        void shutUnlocked() throws IOException {
            super.shutdownOutput();
        }

        void closeUnlocked() throws IOException {
            super.close();
        }

        @Override
        public void close() throws IOException {
            synchronized (LOCK) {
                super.close();
            }
        }

        @Override
        public void shutdownOutput() throws IOException {
            synchronized (LOCK) {
                super.shutdownOutput();
            }
        }

        @Override
        public int getLocalPort() {
            synchronized (LOCK) {
                return super.getLocalPort();
            }
        }

        @Override
        public InetAddress getLocalAddress() {
            synchronized (LOCK) {
                return super.getLocalAddress();
            }
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            synchronized (LOCK) {
                return super.getRemoteSocketAddress();
            }
        }

        @Override
        public int getSoLinger() throws SocketException {
            synchronized (LOCK) {
                return super.getSoLinger();
            }
        }

        @Override
        public String toString() {
            synchronized (LOCK) {
                return super.toString();
            }
        }

        @Override
        public int hashCode() {
            synchronized (LOCK) {
                return super.hashCode();
            }
        }

        @Override
        public boolean equals(Object other) {
            synchronized (LOCK) {
                return super.equals(other);
            }
        }
    }
}
