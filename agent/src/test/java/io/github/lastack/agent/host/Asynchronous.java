// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asynchronous channels, from every opening to every end. */
public final class Asynchronous {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final SceneOutput stage = new SceneOutput();

    private Asynchronous() {}

    public static void main(String[] args) throws Exception {
        Asynchronous scenes = new Asynchronous();
        scenes.play("futures", scenes::futures);
        scenes.play("handlers", scenes::handlers);
        scenes.play("closedWhileReading", scenes::closedWhileReading);
        scenes.play("readTimesOut", scenes::readTimesOut);
        scenes.play("reset", scenes::reset);
        scenes.play("halfClosed", scenes::halfClosed);
        scenes.play("vectors", scenes::vectors);
        scenes.play("groupShut", scenes::groupShut);
        scenes.play("connectedTwice", scenes::connectedTwice);
        scenes.refused();
        scenes.closedWhileConnecting();
        scenes.closedWhileAccepting();
        scenes.unresolved();
        scenes.stage.end();
    }

    private interface Scene {
        void play(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception;
    }

    private void play(String name, Scene scene) throws Exception {
        System.out.println(name);
        AsynchronousServerSocketChannel door = stage.keep(AsynchronousServerSocketChannel.open());
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        InetSocketAddress to = (InetSocketAddress) door.getLocalAddress();
        stage.scene(name, to);
        scene.play(door, to);
    }

    private void futures(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
        Future<Void> connected = client.connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        connected.get();
        SceneOutput.tell("write", () -> server.write(ByteBuffer.allocate(3)).get());
        SceneOutput.tell("read", () -> read(client).get());
        server.close();
        SceneOutput.tell("end", () -> read(client).get());
        SceneOutput.tell("end again", () -> read(client).get());
        client.close();
        client.close();
    }

    private static Future<Integer> read(AsynchronousSocketChannel channel) {
        return channel.read(ByteBuffer.allocate(9));
    }

    private void handlers(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        CompletableFuture<AsynchronousSocketChannel> accepted = new CompletableFuture<>();
        door.accept(null, completing(accepted));
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
        CompletableFuture<Void> connected = new CompletableFuture<>();
        client.connect(to, null, completing(connected));
        connected.get();
        AsynchronousSocketChannel server = accepted.get();
        CompletableFuture<Integer> read = new CompletableFuture<>();
        server.read(ByteBuffer.allocate(9), null, completing(read));
        client.close();
        SceneOutput.tell("end", read::get);
        server.close();
    }

    private static <T> CompletionHandler<T, Void> completing(CompletableFuture<T> future) {
        return new CompletionHandler<T, Void>() {
            @Override
            public void completed(T result, Void nothing) {
                future.complete(result);
            }

            @Override
            public void failed(Throwable thrown, Void nothing) {
                future.completeExceptionally(thrown);
            }
        };
    }

    private void closedWhileReading(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        Future<Integer> reading = read(client);
        client.close();
        SceneOutput.tell("pending read", reading::get);
        SceneOutput.tell("peer's read", () -> read(server).get());
        server.close();
    }

    private static AsynchronousSocketChannel connect(InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
        client.connect(to).get();
        return client;
    }

    private void readTimesOut(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        CompletableFuture<Integer> read = new CompletableFuture<>();
        client.read(ByteBuffer.allocate(9), 20, TimeUnit.MILLISECONDS, null, completing(read));
        SceneOutput.tell("read", read::get);
        client.close();
        SceneOutput.tell("peer's read", () -> read(server).get());
        server.close();
    }

    private void reset(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        client.write(ByteBuffer.allocate(3)).get();
        server.close(); // with data unread
        SceneOutput.tell("read", () -> read(client).get());
        SceneOutput.tell("read again", () -> read(client).get());
        SceneOutput.tell("write", () -> client.write(ByteBuffer.allocate(3)).get());
        client.close();
    }

    private void halfClosed(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        client.shutdownOutput();
        SceneOutput.tell("peer's read", () -> read(server).get());
        client.shutdownInput();
        SceneOutput.tell("read", () -> read(client).get());
        server.close();
        client.close();
        SceneOutput.tell("shut", client::shutdownOutput);
    }

    private void vectors(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        ByteBuffer[] two = {ByteBuffer.allocate(2), ByteBuffer.allocate(9)};
        CompletableFuture<Long> written = new CompletableFuture<>();
        server.write(two, 0, 2, 0, TimeUnit.SECONDS, null, completing(written));
        SceneOutput.tell("gathering write", written::get);
        server.close();
        two[0].clear();
        two[1].clear();
        CompletableFuture<Long> read = new CompletableFuture<>();
        client.read(two, 0, 2, 0, TimeUnit.SECONDS, null, completing(read));
        SceneOutput.tell("scattering read", read::get);
        two[0].clear();
        CompletableFuture<Long> end = new CompletableFuture<>();
        client.read(two, 0, 2, 0, TimeUnit.SECONDS, null, completing(end));
        SceneOutput.tell("end", end::get);
        client.close();
    }

    private void groupShut(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open(group);
        client.connect(to).get();
        AsynchronousSocketChannel server = door.accept().get();
        Future<Integer> reading = read(client);
        group.shutdownNow();
        SceneOutput.tell("pending read", reading::get);
        SceneOutput.tell("peer's read", () -> read(server).get());
        SceneOutput.tell("ended", () -> group.awaitTermination(30, TimeUnit.SECONDS));
        server.close();
    }

    private void connectedTwice(AsynchronousServerSocketChannel door, InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel client = connect(to);
        AsynchronousSocketChannel server = door.accept().get();
        SceneOutput.tell("connect", () -> client.connect(to).get());
        client.close();
        SceneOutput.tell("connect of a closed one", () -> client.connect(to).get());
        server.close();
    }

    private void refused() throws Exception {
        System.out.println("refused");
        AsynchronousServerSocketChannel door = AsynchronousServerSocketChannel.open();
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        InetSocketAddress to = (InetSocketAddress) door.getLocalAddress();
        stage.scene("refused", to);
        door.close();
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
        SceneOutput.tell("connect", () -> client.connect(to).get());
        SceneOutput.tell("open", client::isOpen);
        client.close();
    }

    private void closedWhileConnecting() throws Exception {
        System.out.println("closedWhileConnecting");
        FullAcceptQueue full = stage.keep(new FullAcceptQueue(LOOPBACK));
        stage.scene("closedWhileConnecting", full.address());
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open();
        Future<Void> connecting = client.connect(full.address());
        client.close();
        SceneOutput.tell("pending connect", connecting::get);
    }

    private void closedWhileAccepting() throws IOException {
        System.out.println("closedWhileAccepting");
        AsynchronousServerSocketChannel door = AsynchronousServerSocketChannel.open();
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        stage.scene("closedWhileAccepting", (InetSocketAddress) door.getLocalAddress());
        Future<AsynchronousSocketChannel> accepting = door.accept();
        door.close();
        SceneOutput.tell("pending accept", accepting::get);
    }

    private void unresolved() throws IOException {
        System.out.println("unresolved");
        try (AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
            SceneOutput.tell(
                    "connect", () -> client.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 80)));
        }
    }
}
