// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;

/**
 * Binds ports that are taken, in every way and of every kind of holder; prints {@code SCENE PORT} for each; ends with
 * stdin. With the argument {@code listen} it is the other process, which listens, prints its port and ends with stdin.
 */
public final class TakenPorts {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final byte[] NOT_HERE = {(byte) 192, 0, 2, 1}; // of the documentation's network
    private static final int OFTEN = 200;
    private static final int FIRST_RACE = 12_000; // below the ephemeral ports, which the other scenes get
    private static final int MANY_RACES = 20_000;

    /** Kept until stdin ends. */
    private static final List<Object> HOLDERS = new ArrayList<>();

    private TakenPorts() {}

    private interface Bind {
        void to(SocketAddress address) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            System.out.println(listener().getLocalPort());
            while (System.in.read() >= 0) {}
            return;
        }
        racing(); // first, since it may fail on many ports, and only the newest are looked up
        listening();
        otherHolders(portOfAnotherProcess());
        inALoop();
        System.out.println("ready");
        while (System.in.read() >= 0) {}
        System.out.println(HOLDERS.size() + " holders");
    }

    private static void listening() throws IOException {
        scene("ServerSocket", address -> server(true).bind(address));
        scene("Socket", address -> new Socket().bind(address));
        scene("ServerSocketChannel", address -> ServerSocketChannel.open().bind(address));
        scene("SocketChannel", address -> SocketChannel.open().bind(address));
        scene("AsynchronousServerSocketChannel", address -> AsynchronousServerSocketChannel.open()
                .bind(address));
        scene("AsynchronousSocketChannel", address -> AsynchronousSocketChannel.open()
                .bind(address));
    }

    private static void scene(String name, Bind bind) throws IOException {
        fails(name, listener().getLocalSocketAddress(), bind);
    }

    private static void otherHolders(int portOfAnother) throws IOException {
        SocketAddress timeWait = timeWait();
        fails("timeWait", timeWait, address -> server(false).bind(address));
        fails("channelTimeWait", timeWait(), address -> ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, false)
                .bind(address));
        ServerSocket reuses = server(true);
        reuses.bind(timeWait); // and succeeds
        reuses.close();
        Socket client = new Socket();
        client.bind(
                new InetSocketAddress(HERE, 0)); // a port of nobody's TIME_WAIT, unlike the one that a connect is given
        client.connect(listener().getLocalSocketAddress());
        HOLDERS.add(client);
        fails("client", client.getLocalSocketAddress(), address -> server(true).bind(address));
        fails("anotherProcess", new InetSocketAddress(HERE, portOfAnother), address -> server(true)
                .bind(address));
        fails("notHere", new InetSocketAddress(InetAddress.getByAddress(NOT_HERE), 0), address -> server(true)
                .bind(address));
    }

    /** Starts another JVM that listens on a port; the end of this JVM ends it. */
    private static int portOfAnotherProcess() throws IOException {
        Process another = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TakenPorts.class.getName(),
                        "listen")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(another.getInputStream()));
        return Integer.parseInt(said.readLine());
    }

    private static void inALoop() throws IOException {
        SocketAddress taken = listener().getLocalSocketAddress();
        for (int i = 0; i < OFTEN; i++) {
            fails("loop", taken, address -> server(true).bind(address));
        }
    }

    /** Two sockets with SO_REUSEADDR may be bound to one port while neither listens; then only one may. */
    private static void racing() throws Exception {
        for (int port = FIRST_RACE; port < FIRST_RACE + MANY_RACES; port++) {
            SocketAddress address = new InetSocketAddress(HERE, port);
            CyclicBarrier start = new CyclicBarrier(2);
            ServerSocket one = server(true);
            ServerSocket other = server(true);
            FutureTask<Boolean> race = new FutureTask<>(() -> failsToListen(other, address, start));
            new Thread(race).start();
            boolean loses = failsToListen(one, address, start);
            if (loses != race.get()) { // both may lose, and then nobody holds the port
                HOLDERS.add(one.isBound() ? one : other);
                System.out.println("race " + port);
                return;
            }
            one.close();
            other.close();
        }
        throw new AssertionError("all races were lost at bind");
    }

    private static boolean failsToListen(ServerSocket socket, SocketAddress address, CyclicBarrier start)
            throws Exception {
        start.await();
        try {
            socket.bind(address);
            return false;
        } catch (IOException e) {
            for (StackTraceElement frame : e.getStackTrace()) {
                if (frame.getMethodName().equals("listen")) {
                    return true;
                }
            }
            return false;
        }
    }

    private static ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket(0, 5, HERE);
        HOLDERS.add(listener);
        return listener;
    }

    /** Returns an address in TIME_WAIT, where a server has closed first. */
    private static SocketAddress timeWait() throws IOException {
        ServerSocket door = new ServerSocket(0, 5, HERE);
        Socket client = new Socket(HERE, door.getLocalPort());
        door.accept().close();
        client.getInputStream().read();
        client.close();
        door.close();
        return new InetSocketAddress(HERE, door.getLocalPort());
    }

    private static ServerSocket server(boolean reuseAddress) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(reuseAddress);
        return server;
    }

    private static void fails(String scene, SocketAddress taken, Bind bind) {
        System.out.println(scene + " " + ((InetSocketAddress) taken).getPort());
        try {
            bind.to(taken);
        } catch (IOException expected) {
            return;
        }
        throw new AssertionError(scene + " should have failed");
    }
}
