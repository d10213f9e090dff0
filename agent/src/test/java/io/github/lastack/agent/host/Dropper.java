// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens 30 connections of each kind in turn, drops its references to them without a close, and has garbage collected:
 * {@code Dropper KIND...}. Prints for each {@code @KIND PORT}, the listener's, and {@code KIND held 30, freed N,
 * collected N}: how many descriptors were freed, and how many objects collected. Kinds are the classes of {@link
 * #connect}, and with {@code accepted} before them those of {@link #accept}.
 */
public final class Dropper {
    private static final int CONNECTIONS = 30;
    private static final int COLLECTIONS = 20;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Not dropped: listeners, and the ends at the other side. */
    private static final List<Object> KEPT = new ArrayList<>();

    private Dropper() {}

    public static void main(String[] args) throws Exception {
        // The first close of a socket, and the first asynchronous channel, make the JDK open descriptors of its own.
        ServerSocket warm = new ServerSocket(0, 1, LOOPBACK);
        KEPT.add(warm); // another door could get its port
        new Socket(LOOPBACK, warm.getLocalPort()).close();
        AsynchronousSocketChannel.open().close();
        for (String kind : args) {
            drop(kind);
        }
    }

    private static void drop(String kind) throws Exception {
        List<Object> held = new ArrayList<>();
        // On a thread of its own, whose end clears what its frames may have kept.
        FutureTask<Void> opening = new FutureTask<>(() -> {
            if (kind.startsWith("accepted")) {
                accept(kind, held);
            } else {
                connect(kind, held);
            }
            return null;
        });
        Thread opener = new Thread(opening);
        opener.start();
        opening.get();
        opener.join();
        int before = sockets();
        int connections = held.size();
        List<WeakReference<Object>> dropped = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            dropped.add(new WeakReference<>(held.set(i, null)));
        }
        int freed = before - afterCollection(before - CONNECTIONS);
        long collected = dropped.stream().filter(it -> it.get() == null).count();
        System.out.println(kind + " held " + connections + ", freed " + freed + ", collected " + collected);
    }

    /** Connects; the connections stay in the accept queue, so that only this side's descriptors count. */
    private static void connect(String kind, List<Object> held) throws Exception {
        ServerSocket door = new ServerSocket(0, CONNECTIONS + 1, LOOPBACK);
        KEPT.add(door);
        InetSocketAddress to = (InetSocketAddress) door.getLocalSocketAddress();
        System.out.println("@" + kind + " " + to.getPort());
        for (int i = 0; i < CONNECTIONS; i++) {
            held.add(connected(kind, to));
        }
    }

    private static Object connected(String kind, InetSocketAddress to) throws Exception {
        switch (kind) {
            case "Socket":
                return new Socket(to.getAddress(), to.getPort());
            case "SSLSocket":
                return SSLSocketFactory.getDefault().createSocket(to.getAddress(), to.getPort());
            case "SocketChannel":
                return SocketChannel.open(to);
            case "registeredSocketChannel":
                SocketChannel registered = SocketChannel.open(to);
                registered.configureBlocking(false);
                registered.register(Selector.open(), SelectionKey.OP_READ, registered);
                return registered;
            case "Adaptor":
                return SocketChannel.open(to).socket();
            case "AsynchronousSocketChannel":
                AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
                channel.connect(to).get();
                return channel;
            default:
                throw new IllegalArgumentException(kind);
        }
    }

    private static void accept(String kind, List<Object> held) throws Exception {
        switch (kind) {
            case "acceptedSocket":
                ServerSocket socketDoor = new ServerSocket(0, CONNECTIONS, LOOPBACK);
                fill(kind, held, (InetSocketAddress) socketDoor.getLocalSocketAddress(), socketDoor::accept);
                KEPT.add(socketDoor);
                break;
            case "acceptedSocketChannel":
                ServerSocketChannel door = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                fill(kind, held, (InetSocketAddress) door.getLocalAddress(), door::accept);
                KEPT.add(door);
                break;
            case "acceptedAsynchronousSocketChannel":
                AsynchronousServerSocketChannel asynchronous =
                        AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                fill(kind, held, (InetSocketAddress) asynchronous.getLocalAddress(), () -> asynchronous
                        .accept()
                        .get());
                KEPT.add(asynchronous);
                break;
            default:
                throw new IllegalArgumentException(kind);
        }
    }

    private static void fill(String kind, List<Object> held, InetSocketAddress to, Callable<Object> accept)
            throws Exception {
        System.out.println("@" + kind + " " + to.getPort());
        for (int i = 0; i < CONNECTIONS; i++) {
            KEPT.add(SocketChannel.open(to));
            held.add(accept.call());
        }
    }

    private static int afterCollection(int least) throws Exception {
        int left = sockets();
        for (int i = 0; i < COLLECTIONS && left > least; i++) {
            System.gc();
            System.runFinalization();
            Thread.sleep(20);
            left = sockets();
        }
        return left;
    }

    private static int sockets() {
        int count = 0;
        for (File descriptor : new File("/proc/self/fd").listFiles()) {
            count += isSocket(descriptor) ? 1 : 0;
        }
        return count;
    }

    private static boolean isSocket(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:");
        } catch (IOException gone) {
            return false;
        }
    }
}
