// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Opens so many connections at one site that an agent aggregates them, and among them does what must be recorded
 * individually all the same: {@code AmongMany Socket|SocketChannel TIMES}, TIMES of each. Prints {@code WHAT PORT}
 * before each, at the end {@code opened COUNT} and {@code closed COUNT} of both ends, and ends with stdin.
 */
public final class AmongMany {
    private static final int HABIT = 300;

    /** The number of other connections from one to the next. */
    private static final int BETWEEN = 5;

    /** A connection that is open for more than two seconds is not a short one. */
    private static final int SLOW_MILLIS = 2_600;

    private static final int ABANDONED_MILLIS = 200;

    /** A descriptor that is kept longer was not just about to be closed. */
    private static final int KEPT_MILLIS = 1_200;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Kept to the very end: what a collection closes at the exit is not held. */
    private static final List<Object> KEPT = new ArrayList<>();

    private final Api api;
    private final int times;
    private int opened;
    private int closed;

    private AmongMany(Api api, int times) {
        this.api = api;
        this.times = times;
    }

    private interface Deed {
        void with(Closeable client, Closeable accepted) throws IOException;
    }

    private interface Api {
        /** @param backlog 0 for as many as there come */
        Closeable listen(int backlog) throws IOException;

        int portOf(Closeable server) throws IOException;

        Closeable make() throws IOException;

        void connect(Closeable made, int port) throws IOException;

        Closeable connect(int port) throws IOException;

        Closeable accept(Closeable server) throws IOException;

        int read(Closeable connection) throws IOException;

        void shutdownOutput(Closeable connection) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        boolean channels = args[0].equals("SocketChannel");
        AmongMany host = new AmongMany(channels ? new OfChannels() : new OfSockets(), Integer.parseInt(args[1]));
        host.passing("open", host::keep);
        host.passing("atEnd", host::readToEnd);
        host.passing("shut", host::shutOutput);
        host.passing("closedAgain", host::closeAgain);
        host.refused();
        host.slow();
        host.abandoned();
        if (channels) {
            host.passing("keptBySelector", host::closeRegistered);
            host.unconnected();
        }
        Thread.sleep(KEPT_MILLIS);
        System.out.println("opened " + host.opened);
        System.out.println("closed " + host.closed);
        if (System.in.read() >= 0) {
            throw new AssertionError(KEPT);
        }
    }

    private void passing(String what, Deed deed) throws IOException {
        try (Closeable server = api.listen(0)) {
            System.out.println(what + " " + api.portOf(server));
            openAndClose(server, HABIT);
            for (int i = 0; i < times; i++) {
                Closeable client = connect(server);
                deed.with(client, accept(server));
                openAndClose(server, BETWEEN);
            }
        }
    }

    private void refused() throws IOException {
        Closeable server = api.listen(0);
        int port = api.portOf(server);
        System.out.println("refused " + port);
        openAndClose(server, HABIT);
        server.close();
        for (int i = 0; i < times; i++) {
            try {
                api.connect(port);
                throw new AssertionError("nobody listens");
            } catch (ConnectException expected) {
                continue;
            }
        }
    }

    /**
     * Connects while the SYN is dropped: it is sent again every second, or after one and three, and answered once a
     * connection is accepted.
     */
    private void slow() throws Exception {
        try (Closeable server = api.listen(1)) {
            System.out.println("slow " + api.portOf(server));
            fillQueue(server);
            FutureTask<Closeable[]> accepting = new FutureTask<>(() -> {
                Thread.sleep(SLOW_MILLIS);
                return new Closeable[] {api.accept(server), api.accept(server), api.accept(server)};
            });
            new Thread(accepting).start();
            KEPT.add(connect(server));
            Closeable[] accepted = accepting.get();
            opened += accepted.length;
            KEPT.add(accepted);
        }
    }

    private void abandoned() throws Exception {
        try (Closeable server = api.listen(1)) {
            int port = api.portOf(server);
            System.out.println("abandoned " + port);
            fillQueue(server);
            Closeable client = api.make();
            FutureTask<Void> closing = new FutureTask<>(() -> {
                Thread.sleep(ABANDONED_MILLIS);
                client.close();
                return null;
            });
            new Thread(closing).start();
            try {
                api.connect(client, port);
                throw new AssertionError("nobody accepts");
            } catch (IOException expected) {
                closing.get();
            }
            KEPT.add(accept(server));
            KEPT.add(accept(server));
        }
    }

    /** An accept queue holds one more than its backlog; the next SYN is dropped (net/ipv4/tcp_input.c). */
    private void fillQueue(Closeable server) throws IOException {
        openAndClose(server, HABIT);
        KEPT.add(connect(server));
        KEPT.add(connect(server));
    }

    private void unconnected() throws IOException {
        try (Closeable server = api.listen(0)) {
            openAndClose(server, HABIT);
            for (int i = 0; i < times; i++) {
                KEPT.add(SocketChannel.open());
                openAndClose(server, BETWEEN);
            }
        }
    }

    private void openAndClose(Closeable server, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            Closeable client = connect(server);
            close(accept(server));
            close(client);
        }
    }

    private Closeable connect(Closeable server) throws IOException {
        Closeable client = api.connect(api.portOf(server));
        opened++;
        return client;
    }

    private Closeable accept(Closeable server) throws IOException {
        Closeable accepted = api.accept(server);
        opened++;
        return accepted;
    }

    private void close(Closeable connection) throws IOException {
        connection.close();
        closed++;
    }

    private void keep(Closeable client, Closeable accepted) {
        KEPT.add(client);
        KEPT.add(accepted);
    }

    private void readToEnd(Closeable client, Closeable accepted) throws IOException {
        close(accepted);
        if (api.read(client) != -1) {
            throw new AssertionError("data from nowhere");
        }
        KEPT.add(client);
    }

    private void shutOutput(Closeable client, Closeable accepted) throws IOException {
        api.shutdownOutput(client);
        keep(client, accepted);
    }

    private void closeAgain(Closeable client, Closeable accepted) throws IOException {
        close(client);
        close(accepted);
        client.close();
        accepted.close();
    }

    /** The selector never selects again, so the descriptor stays. */
    private void closeRegistered(Closeable client, Closeable accepted) throws IOException {
        SocketChannel channel = (SocketChannel) client;
        Selector selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, 0);
        KEPT.add(selector);
        close(channel);
        close(accepted);
    }

    private static final class OfSockets implements Api {
        @Override
        public Closeable listen(int backlog) throws IOException {
            return new ServerSocket(0, backlog, LOOPBACK);
        }

        @Override
        public int portOf(Closeable server) {
            return ((ServerSocket) server).getLocalPort();
        }

        @Override
        public Closeable make() {
            return new Socket();
        }

        @Override
        public void connect(Closeable made, int port) throws IOException {
            ((Socket) made).connect(new InetSocketAddress(LOOPBACK, port));
        }

        @Override
        public Closeable connect(int port) throws IOException {
            return new Socket(LOOPBACK, port);
        }

        @Override
        public Closeable accept(Closeable server) throws IOException {
            return ((ServerSocket) server).accept();
        }

        @Override
        public int read(Closeable connection) throws IOException {
            return ((Socket) connection).getInputStream().read();
        }

        @Override
        public void shutdownOutput(Closeable connection) throws IOException {
            ((Socket) connection).shutdownOutput();
        }
    }

    private static final class OfChannels implements Api {
        @Override
        public Closeable listen(int backlog) throws IOException {
            return ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0), backlog);
        }

        @Override
        public int portOf(Closeable server) throws IOException {
            return ((InetSocketAddress) ((ServerSocketChannel) server).getLocalAddress()).getPort();
        }

        @Override
        public Closeable make() throws IOException {
            return SocketChannel.open();
        }

        @Override
        public void connect(Closeable made, int port) throws IOException {
            ((SocketChannel) made).connect(new InetSocketAddress(LOOPBACK, port));
        }

        @Override
        public Closeable connect(int port) throws IOException {
            return SocketChannel.open(new InetSocketAddress(LOOPBACK, port));
        }

        @Override
        public Closeable accept(Closeable server) throws IOException {
            return ((ServerSocketChannel) server).accept();
        }

        @Override
        public int read(Closeable connection) throws IOException {
            return ((SocketChannel) connection).read(ByteBuffer.allocate(1));
        }

        @Override
        public void shutdownOutput(Closeable connection) throws IOException {
            ((SocketChannel) connection).shutdownOutput();
        }
    }
}
