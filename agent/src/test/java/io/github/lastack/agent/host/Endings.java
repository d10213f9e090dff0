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

    /** As an event loop that has much to do. */
    private static final long SLOW_MILLIS = 100;

    private final Api api;
    private final Stage stage;

    private Endings(Api api, Stage stage) {
        this.api = api;
        this.stage = stage;
    }

    public static void main(String[] args) throws Exception {
        List<Stage> stages = new ArrayList<>();
        for (String api : args[0].split(",")) {
            for (String threads : args[1].split(",")) {
                System.out.println(api + ", " + threads + " threads");
                Stage stage = new Stage(api + "/" + threads + "/", threads.equals("virtual"));
                stages.add(stage);
                play(api, stage);
            }
        }
        for (Stage stage : stages) {
            stage.end(); // at last, so that no port comes twice
        }
    }

    private static void play(String name, Stage stage) throws Exception {
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
                return new Connecting(() -> channel.connect(to), channel);
            });
        } else {
            endings.timeLimitOfReading();
            endings.closedWhileReadingTimed();
            endings.closedWhileConnecting(to -> {
                Socket socket = name.equals("Socket")
                        ? new Socket()
                        : SocketChannel.open().socket();
                return new Connecting(() -> connect(socket, to), socket);
            });
        }
        endings.unresolved();
    }

    private static Object connect(Socket socket, InetSocketAddress to) throws IOException {
        socket.connect(to);
        return "connected";
    }

    private interface Scene {
        void play(Link client, Link server) throws Exception;
    }

    private void play(String name, Scene scene) throws Exception {
        System.out.println(name);
        Api.Door door = stage.keep(api.listen(LOOPBACK, 0));
        stage.scene(name, door.address());
        Link client = api.connect(door.address());
        scene.play(client, door.accept());
    }

    private void closedWhileReading(Link client, Link server) throws Exception {
        Stage.Other reading = stage.meanwhile(client::read);
        client.close();
        Stage.tell("blocked read", reading::outcome);
        Stage.tell("peer's read", server::read);
        server.close();
    }

    private void shutWhileReading(Link client, Link server) throws Exception {
        Stage.Other reading = stage.meanwhile(client::read);
        client.shutdownInput();
        Stage.tell("blocked read", reading::outcome);
        client.close();
        Stage.tell("peer's read", server::read);
        server.close();
    }

    private void closedByTwo(Link client, Link server) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Stage.Act<?> close = () -> {
            both.countDown();
            both.await();
            client.close();
            return "closed";
        };
        Stage.Other one = stage.meanwhile(close);
        Stage.tell("this close", close);
        Stage.tell("other close", one::outcome);
        Stage.tell("peer's read", server::read);
        server.close();
    }

    private void halfClosedBothWays(Link client, Link server) throws Exception {
        client.shutdownOutput();
        server.shutdownOutput();
        Stage.tell("client's read", client::read);
        Stage.tell("server's read", server::read);
        Stage.tell("client's write", () -> write(client));
        client.shutdownInput();
        client.close();
        server.close();
    }

    private void usedAfterReset(Link client, Link server) throws Exception {
        server.resetOnClose();
        server.close();
        Stage.tell("read", client::read);
        Stage.tell("read again", client::read);
        Stage.tell("write", () -> write(client));
        Stage.tell("shutdown", () -> {
            client.shutdownOutput();
            return "shut";
        });
        client.close();
    }

    private void writtenAfterClose(Link client, Link server) throws Exception {
        server.close();
        Stage.tell("writes", () -> {
            for (int i = 0; i < 1000; i++) {
                write(client);
                Thread.yield();
            }
            return "no end";
        });
        Stage.tell("write again", () -> write(client));
        Stage.tell("read", client::read);
        client.close();
    }

    private void usedAfterClose(Link client, Link server) throws Exception {
        client.close();
        Stage.tell("read", client::read);
        Stage.tell("write", () -> write(client));
        Stage.tell("shutdown", () -> {
            client.shutdownOutput();
            return "shut";
        });
        server.close();
    }

    private static Object write(Link link) throws IOException {
        link.write(1);
        return "written";
    }

    private void closedWhileAccepting() throws Exception {
        System.out.println("closedWhileAccepting");
        Api.Door door = api.listen(LOOPBACK, 0);
        Stage.Other accepting = stage.meanwhile(door::accept);
        door.close();
        Stage.tell("blocked accept", accepting::outcome);
    }

    // ---- sockets ----

    private void timeLimitOfReading() throws Exception {
        socketScene("timeLimitOfReading", (client, server) -> {
            client.setSoTimeout(20);
            Stage.tell("read", client.getInputStream()::read);
            Stage.tell("read again", client.getInputStream()::read);
            server.getOutputStream().write(7);
            client.setSoTimeout(60_000);
            Stage.tell("read of data", client.getInputStream()::read);
            client.close();
            Stage.tell("peer's read", server.getInputStream()::read);
            server.close();
        });
    }

    private void closedWhileReadingTimed() throws Exception {
        socketScene("closedWhileReadingTimed", (client, server) -> {
            client.setSoTimeout(60_000);
            Stage.Other reading = stage.meanwhile(client.getInputStream()::read);
            client.close();
            Stage.tell("blocked read", reading::outcome);
            Stage.tell("peer's read", server.getInputStream()::read);
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
            Stage.Other reading = stage.meanwhile(() -> read(client));
            reading.thread.interrupt();
            Stage.tell("blocked read", reading::outcome);
            Stage.tell("open", client::isOpen);
            Stage.tell("peer's read", () -> read(server));
            server.close();
        });
    }

    private void interruptedBeforeReading() throws Exception {
        channelScene("interruptedBeforeReading", (client, server) -> {
            Stage.Other reading = stage.meanwhile(() -> {
                Thread.currentThread().interrupt();
                return read(client);
            });
            Stage.tell("read", reading::outcome);
            Stage.tell("peer's read", () -> read(server));
            server.close();
        });
    }

    private void interruptedConnecting() throws Exception {
        FullDoor full = fullDoor("interruptedConnecting");
        SocketChannel channel = SocketChannel.open();
        Stage.Other connecting = stage.meanwhile(() -> channel.connect(full.address()));
        full.awaitKnock();
        connecting.thread.interrupt();
        Stage.tell("blocked connect", connecting::outcome);
        Stage.tell("open", channel::isOpen);
    }

    /** Since JDK 11 the descriptor goes with the next select only. */
    private void closedWhileRegistered() throws Exception {
        channelScene("closedWhileRegistered", (client, server) -> {
            try (Selector selector = Selector.open()) {
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ);
                client.close();
                Stage.tell("peer's read", () -> read(server));
                Stage.tell("select", selector::selectNow);
                Stage.tell("keys", () -> selector.keys().size());
            }
            server.close();
        });
    }

    // ---- connects ----

    /** The kernel knows long before the application asks. */
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
            Stage.tell("connect", () -> channel.connect(to));
            Thread.sleep(SLOW_MILLIS);
            Stage.tell("finish", channel::finishConnect);
            Stage.tell("open", channel::isOpen);
        }
    }

    private static final class Connecting {
        final Stage.Act<?> connect;
        final Closeable closer;

        Connecting(Stage.Act<?> connect, Closeable closer) {
            this.connect = connect;
            this.closer = closer;
        }
    }

    private interface Connector {
        Connecting to(InetSocketAddress remote) throws IOException;
    }

    private void closedWhileConnecting(Connector connector) throws Exception {
        FullDoor full = fullDoor("closedWhileConnecting");
        Connecting with = connector.to(full.address());
        Stage.Other connecting = stage.meanwhile(with.connect);
        full.awaitKnock();
        with.closer.close();
        Stage.tell("blocked connect", connecting::outcome);
    }

    private FullDoor fullDoor(String name) throws IOException {
        System.out.println(name);
        FullDoor full = stage.keep(new FullDoor(LOOPBACK));
        stage.scene(name, full.address());
        return full;
    }

    private void unresolved() {
        System.out.println("unresolved");
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        Stage.tell("socket", () -> {
            try (Socket socket = api instanceof SocketApi
                    ? new Socket()
                    : SocketChannel.open().socket()) {
                return connect(socket, nowhere);
            }
        });
        Stage.tell("channel", () -> SocketChannel.open(nowhere));
    }
}
