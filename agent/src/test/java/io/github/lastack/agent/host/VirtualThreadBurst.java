// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has so many connections to itself, each end on a virtual thread of its own, every other one a {@code Socket}'s:
 * {@code VirtualThreadBurst CONNECTIONS}. Prints how many ends were opened and closed. JDK 21 and later.
 */
public final class VirtualThreadBurst {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int AT_A_TIME = 200;

    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final ServerSocketChannel door = ServerSocketChannel.open();

    private VirtualThreadBurst() throws IOException {
        door.bind(new InetSocketAddress(HERE, 0), 2 * AT_A_TIME);
    }

    private interface Act {
        void play() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        VirtualThreadBurst rush = new VirtualThreadBurst();
        int connections = Integer.parseInt(args[0]);
        for (int i = 0; i < connections; i++) {
            rush.free.acquire(2);
            start(rush::serve);
            start(i % 2 == 0 ? rush::bySocket : rush::byChannel);
        }
        rush.free.acquire(AT_A_TIME);
        System.out.println(rush.opened + " opened, " + rush.closed + " closed");
    }

    private static void start(Act act) throws ReflectiveOperationException {
        Runnable task = () -> {
            try {
                act.play();
            } catch (IOException e) {
                System.out.println(e);
            }
        };
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }

    private void serve() throws IOException {
        SocketChannel end = door.accept();
        opened.incrementAndGet();
        end.write(ByteBuffer.allocate(1));
        close(end::close);
    }

    private void bySocket() throws IOException {
        Socket end = new Socket(HERE, door.socket().getLocalPort());
        opened.incrementAndGet();
        InputStream in = end.getInputStream();
        while (in.read() >= 0) {
            continue;
        }
        close(end::close);
    }

    private void byChannel() throws IOException {
        SocketChannel end = SocketChannel.open(door.getLocalAddress());
        opened.incrementAndGet();
        ByteBuffer in = ByteBuffer.allocate(8);
        while (end.read(in) >= 0) {
            in.clear();
        }
        close(end::close);
    }

    private void close(Act close) throws IOException {
        close.play();
        closed.incrementAndGet();
        free.release();
    }
}
