// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Ends connections in the less usual ways: {@code Endings API,API... THREADS,THREADS...} for each
 * of the APIs Socket, Channel and Adaptor with each kind of threads, platform and virtual.
 */
public final class Endings {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Like an event loop that has much to do. */
    private static final long SLOW_MILLIS = 100;

    private final Api api;
    private final SceneOutput stage;

    private Endings(Api api, SceneOutput stage) {
        this.api = api;
        this.stage = stage;
    }

    public static void main(String[] args) throws Exception {
        List<SceneOutput> stages = new ArrayList<>();
        for (String api : args[0].split(",")) {
            for (String threads : args[1].split(",")) {
                System.out.println(api + ", " + threads + " threads");
                SceneOutput stage = new SceneOutput(api + "/" + threads + "/", threads.equals("virtual"));
                stages.add(stage);
                play(api, stage);
            }
        }
        for (SceneOutput stage : stages) {
            stage.end(); // at last, so that no port comes twice
        }
    }

    private static void play(String name, SceneOutput stage) throws Exception {
        Api api =
                name.equals("Socket") ? new SocketApi() : name.equals("Channel") ? new ChannelApi() : new AdaptorApi();
        Endings endings = new Endings(api, stage);
        endings.play("closedWhileReading", endings::closedWhileReading);
        endings.play("shutWhileReading", endings::shutWhileReading);
        endings.play("closedByTwo", endings::closedByTwo);
        endings.play("halfClosedBothWays", endings::halfClosedBothWays);
        endings.play("usedAfterReset", endings::usedAfterReset);
        endings.play("writtenAfterClose", endings::writtenAfterClose);
        endings.play("usedAfterClose", endings::usedAfterClose);
        endings.closedWhileAccepting();
        if (name.equals("Channel")) {
            endings.interruptedReading();
            endings.interruptedBeforeReading();
            endings.interruptedConnecting();
            endings.closedWhileRegistered();
            endings.finishedLate();
            endings.refusedLate();
            endings.closedWhileConnecting(to -> {
                SocketChannel channel = SocketChannel.open();
                return new ConnectsInProgress(() -> channel.connect(to), channel);
            });
        } else {
            endings.timeLimitOfReading();
            endings.closedWhileReadingTimed();
            endings.closedWhileConnecting(to -> {
                Socket socket = name.equals("Socket")
                        ? new Socket()
                        : SocketChannel.open().socket();
                return new ConnectsInProgress(() -> connect(socket, to), socket);
            });
        }
        endings.unresolved();
    }

    private static Object connect(Socket socket, InetSocketAddress to) throws IOException {
        socket.connect(to);
        return "connected";
    }

    private interface Scene {
        void play(ConnectionEnd client, ConnectionEnd server) throws Exception;
    }

    private void play(String name, Scene scene) throws Exception {
        System.out.println(name);
        Api.Door door = stage.keep(api.listen(LOOPBACK, 0));
        stage.scene(name, door.address());
        ConnectionEnd client = api.connect(door.address());
        scene.play(client, door.accept());
    }

    private void closedWhileReading(ConnectionEnd client, ConnectionEnd server) throws Exception {
        SceneOutput.Other reading = stage.meanwhile(client::read);
        client.close();
        SceneOutput.tell("blocked read", reading::outcome);
        SceneOutput.tell("peer's read", server::read);
        server.close();
    }

    private void shutWhileReading(ConnectionEnd client, ConnectionEnd server) throws Exception {
        SceneOutput.Other reading = stage.meanwhile(client::read);
        client.shutdownInput();
        SceneOutput.tell("blocked read", reading::outcome);
        client.close();
        SceneOutput.tell("peer's read", server::read);
        server.close();
    }

    private void closedByTwo(ConnectionEnd client, ConnectionEnd server) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        SceneOutput.Act<?> close = () -> {
            both.countDown();
            both.await();
            client.close();
            return "closed";
        };
        SceneOutput.Other one = stage.meanwhile(close);
        SceneOutput.tell("this close", close);
        SceneOutput.tell("other close", one::outcome);
        SceneOutput.tell("peer's read", server::read);
        server.close();
    }

    private void halfClosedBothWays(ConnectionEnd client, ConnectionEnd server) throws Exception {
        client.shutdownOutput();
        server.shutdownOutput();
        SceneOutput.tell("client's read", client::read);
        SceneOutput.tell("server's read", server::read);
        SceneOutput.tell("client's write", () -> write(client));
        client.shutdownInput();
        client.close();
        server.close();
    }

    private void usedAfterReset(ConnectionEnd client, ConnectionEnd server) throws Exception {
        server.resetOnClose();
        server.close();
        SceneOutput.tell("read", client::read);
        SceneOutput.tell("read again", client::read);
        SceneOutput.tell("write", () -> write(client));
        SceneOutput.tell("shutdown", () -> {
            client.shutdownOutput();
            return "shut";
        });
        client.close();
    }

    private void writtenAfterClose(ConnectionEnd client, ConnectionEnd server) throws Exception {
        server.close();
        SceneOutput.tell("writes", () -> {
            for (int i = 0; i < 1000; i++) {
                write(client);
                Thread.yield();
            }
            return "no end";
        });
        SceneOutput.tell("write again", () -> write(client));
        SceneOutput.tell("read", client::read);
        client.close();
    }

    private void usedAfterClose(ConnectionEnd client, ConnectionEnd server) throws Exception {
        client.close();
        SceneOutput.tell("read", client::read);
        SceneOutput.tell("write", () -> write(client));
        SceneOutput.tell("shutdown", () -> {
            client.shutdownOutput();
            return "shut";
        });
        server.close();
    }

    private static Object write(ConnectionEnd link) throws IOException {
        link.write(1);
        return "written";
    }

    private void closedWhileAccepting() throws Exception {
        System.out.println("closedWhileAccepting");
        Api.Door door = api.listen(LOOPBACK, 0);
        SceneOutput.Other accepting = stage.meanwhile(door::accept);
        door.close();
        SceneOutput.tell("blocked accept", accepting::outcome);
    }

    // ---- sockets ----

    private void timeLimitOfReading() throws Exception {
        socketScene("timeLimitOfReading", (client, server) -> {
            client.setSoTimeout(20);
            SceneOutput.tell("read", client.getInputStream()::read);
            SceneOutput.tell("read again", client.getInputStream()::read);
            server.getOutputStream().write(7);
            client.setSoTimeout(60_000);
            SceneOutput.tell("read of data", client.getInputStream()::read);
            client.close();
            SceneOutput.tell("peer's read", server.getInputStream()::read);
            server.close();
        });
    }

    private void closedWhileReadingTimed() throws Exception {
        socketScene("closedWhileReadingTimed", (client, server) -> {
            client.setSoTimeout(60_000);
            SceneOutput.Other reading = stage.meanwhile(client.getInputStream()::read);
            client.close();
            SceneOutput.tell("blocked read", reading::outcome);
            SceneOutput.tell("peer's read", server.getInputStream()::read);
            server.close();
        });
    }

    private interface SocketScene {
        void play(Socket client, Socket server) throws Exception;
    }

    private void socketScene(String name, SocketScene scene) throws Exception {
        System.out.println(name);
        boolean adaptor = api instanceof AdaptorApi;
        ServerSocket door = adaptor ? ServerSocketChannel.open().socket() : new ServerSocket();
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        stage.keep(door);
        InetSocketAddress to = (InetSocketAddress) door.getLocalSocketAddress();
        stage.scene(name, to);
        Socket client = adaptor ? SocketChannel.open().socket() : new Socket();
        client.connect(to);
        scene.play(client, door.accept());
    }

    // ---- channels ----

    private interface ChannelScene {
        void play(SocketChannel client, SocketChannel server) throws Exception;
    }

    private void channelScene(String name, ChannelScene scene) throws Exception {
        System.out.println(name);
        ServerSocketChannel door = stage.keep(ServerSocketChannel.open());
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        stage.scene(name, (InetSocketAddress) door.getLocalAddress());
        SocketChannel client = SocketChannel.open(door.getLocalAddress());
        scene.play(client, door.accept());
    }

    private static Object read(SocketChannel channel) throws IOException {
        return channel.read(ByteBuffer.allocate(10));
    }

    private void interruptedReading() throws Exception {
        channelScene("interruptedReading", (client, server) -> {
            SceneOutput.Other reading = stage.meanwhile(() -> read(client));
            reading.thread.interrupt();
            SceneOutput.tell("blocked read", reading::outcome);
            SceneOutput.tell("open", client::isOpen);
            SceneOutput.tell("peer's read", () -> read(server));
            server.close();
        });
    }

    private void interruptedBeforeReading() throws Exception {
        channelScene("interruptedBeforeReading", (client, server) -> {
            SceneOutput.Other reading = stage.meanwhile(() -> {
                Thread.currentThread().interrupt();
                return read(client);
            });
            SceneOutput.tell("read", reading::outcome);
            SceneOutput.tell("peer's read", () -> read(server));
            server.close();
        });
    }

    private void interruptedConnecting() throws Exception {
        FullAcceptQueue full = fullDoor("interruptedConnecting");
        SocketChannel channel = SocketChannel.open();
        SceneOutput.Other connecting = stage.meanwhile(() -> channel.connect(full.address()));
        full.awaitKnock();
        connecting.thread.interrupt();
        SceneOutput.tell("blocked connect", connecting::outcome);
        SceneOutput.tell("open", channel::isOpen);
    }

    /** Since JDK 11 the descriptor goes with the next select only. */
    private void closedWhileRegistered() throws Exception {
        channelScene("closedWhileRegistered", (client, server) -> {
            try (Selector selector = Selector.open()) {
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ);
                client.close();
                SceneOutput.tell("peer's read", () -> read(server));
                SceneOutput.tell("select", selector::selectNow);
                SceneOutput.tell("keys", () -> selector.keys().size());
            }
            server.close();
        });
    }

    // ---- connects ----

    /** Finishes a connect long after the kernel has established it. */
    private void finishedLate() throws Exception {
        System.out.println("finishedLate");
        ServerSocketChannel door = stage.keep(ServerSocketChannel.open());
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        stage.scene("finishedLate", (InetSocketAddress) door.getLocalAddress());
        finishLate((InetSocketAddress) door.getLocalAddress());
    }

    private void refusedLate() throws Exception {
        System.out.println("refusedLate");
        ServerSocketChannel door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        InetSocketAddress to = (InetSocketAddress) door.getLocalAddress();
        stage.scene("refusedLate", to);
        door.close();
        finishLate(to);
        stage.keep(api.listen(LOOPBACK, to.getPort())); // so that no other scene gets the port
    }

    private static void finishLate(InetSocketAddress to) throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            SceneOutput.tell("connect", () -> channel.connect(to));
            Thread.sleep(SLOW_MILLIS);
            SceneOutput.tell("finish", channel::finishConnect);
            SceneOutput.tell("open", channel::isOpen);
        }
    }

    private static final class ConnectsInProgress {
        final SceneOutput.Act<?> connect;
        final Closeable closer;

        ConnectsInProgress(SceneOutput.Act<?> connect, Closeable closer) {
            this.connect = connect;
            this.closer = closer;
        }
    }

    private interface Connector {
        ConnectsInProgress to(InetSocketAddress remote) throws IOException;
    }

    private void closedWhileConnecting(Connector connector) throws Exception {
        FullAcceptQueue full = fullDoor("closedWhileConnecting");
        ConnectsInProgress with = connector.to(full.address());
        SceneOutput.Other connecting = stage.meanwhile(with.connect);
        full.awaitKnock();
        with.closer.close();
        SceneOutput.tell("blocked connect", connecting::outcome);
    }

    private FullAcceptQueue fullDoor(String name) throws IOException {
        System.out.println(name);
        FullAcceptQueue full = stage.keep(new FullAcceptQueue(LOOPBACK));
        stage.scene(name, full.address());
        return full;
    }

    private void unresolved() {
        System.out.println("unresolved");
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        SceneOutput.tell("socket", () -> {
            try (Socket socket = api instanceof SocketApi
                    ? new Socket()
                    : SocketChannel.open().socket()) {
                return connect(socket, nowhere);
            }
        });
        SceneOutput.tell("channel", () -> SocketChannel.open(nowhere));
    }
}
