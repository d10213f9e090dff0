// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds descriptors without a connection, of several kinds and numbers, and much that is none. Prints {@code ready}; by
 * a line on stdin: {@code connect} connects one that was not connected and binds another, {@code close} closes all but
 * those; ends with stdin. Prints {@code done} and the line after each.
 */
public final class UnconnectedBefore {
    private static final int RESET = 7;
    private static final int HEARD_OF = 3;
    private static final int CLOSED_BY_BOTH = 2;
    private static final int NEVER_CONNECTED = 4;

    private final InetAddress here = InetAddress.getLoopbackAddress();
    private final List<Closeable> dead = new ArrayList<>();
    private final List<Closeable> others = new ArrayList<>();
    private final List<SocketChannel> unconnected = new ArrayList<>();
    private final ServerSocket listener = new ServerSocket(0, 0, here);

    private UnconnectedBefore() throws IOException {}

    public static void main(String[] args) throws Exception {
        UnconnectedBefore host = new UnconnectedBefore();
        host.dies();
        host.others();
        for (int i = 0; i < NEVER_CONNECTED + 2; i++) {
            host.unconnected.add(SocketChannel.open());
        }
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("connect")) {
                host.connect();
            } else {
                host.close();
            }
            System.out.println("done " + line);
        }
        System.exit(host.others.isEmpty() ? 1 : 0);
    }

    private void dies() throws IOException {
        for (int i = 0; i < RESET; i++) {
            dead.add(reset(new Socket(here, listener.getLocalPort())));
        }
        for (int i = 0; i < HEARD_OF; i++) {
            Socket reset = new Socket(here, listener.getLocalPort());
            hears(reset(reset));
            dead.add(reset);
        }
        for (int i = 0; i < CLOSED_BY_BOTH; i++) {
            SocketChannel client = SocketChannel.open(listener.getLocalSocketAddress());
            Socket peer = listener.accept();
            client.shutdownOutput();
            if (peer.getInputStream().read() != -1) {
                throw new AssertionError("data from nowhere");
            }
            peer.close();
            if (client.socket().getInputStream().read() != -1) {
                throw new AssertionError("data from nowhere");
            }
            dead.add(client);
        }
    }

    private Socket reset(Socket client) throws IOException {
        Socket peer = listener.accept();
        peer.setSoLinger(true, 0);
        peer.close();
        return client;
    }

    private static void hears(Socket reset) throws IOException {
        try {
            reset.getInputStream().read();
            throw new AssertionError("no reset");
        } catch (SocketException expected) {
            return;
        }
    }

    /**
     * Makes a connection, a bound socket, a socket of another protocol, and a descriptor that a selector keeps of a
     * closed channel.
     */
    private void others() throws IOException {
        others.add(new Socket(here, listener.getLocalPort()));
        others.add(listener.accept());
        others.add(SocketChannel.open().bind(new InetSocketAddress(here, 0)));
        others.add(SocketChannel.open().bind(new InetSocketAddress(0)));
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(here, 0));
        others.add(bound);
        others.add(new DatagramSocket());
        others.add(DatagramChannel.open());
        others.add(DatagramChannel.open().connect(new InetSocketAddress(here, 9)));
        others.add(Selector.open());
    }

    private void connect() throws IOException {
        SocketChannel first = unconnected.remove(0);
        first.connect(listener.getLocalSocketAddress());
        SocketChannel second = unconnected.remove(0);
        second.bind(new InetSocketAddress(here, 0));
        others.add(first);
        others.add(second);
    }

    private void close() throws IOException {
        for (Closeable each : dead) {
            each.close();
        }
        for (Closeable each : unconnected) {
            each.close();
        }
    }
}
