// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.selftest;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Calls every method of the JDK that the agent hooks once, over the loopback, and leaves nothing open. All of its
 * threads are in the caller's thread group.
 */
public final class Loopback {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int NOBODY = 1;

    private Loopback() {}

    /**
     * Makes all the calls.
     *
     * @throws Exception if a call did not behave as in every JDK
     */
    public static void run() throws Exception {
        sockets();
        channels();
        nonBlocking();
        adaptor();
        asynchronous();
    }

    private static void sockets() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 5, HERE)) {
            Socket client = new Socket();
            inAnotherThread(() -> {
                client.setTcpNoDelay(true); // makes the descriptor
                return null;
            });
            client.connect(door.getLocalSocketAddress());
            Socket server = door.accept();
            server.shutdownOutput();
            read(client);
            client.shutdownInput();
            client.close();
            server.close();

            Socket reader = new Socket(HERE, door.getLocalPort());
            reset(door.accept());
            failing(() -> reader.getInputStream().read());
            reader.close();
            Socket writer = new Socket(HERE, door.getLocalPort());
            reset(door.accept());
            failing(() -> {
                for (; ; ) {
                    writer.getOutputStream().write(1);
                }
            });
            writer.close();
        }
        failing(() -> new Socket(HERE, NOBODY));
    }

    private static void channels() throws Exception {
        ServerSocketChannel door = (ServerSocketChannel) inAnotherThread(() -> openOf(ServerSocketChannel.class));
        door.bind(new InetSocketAddress(HERE, 0), 5);
        SocketChannel client = (SocketChannel) inAnotherThread(() -> openOf(SocketChannel.class));
        client.connect(door.getLocalAddress());
        SocketChannel server = door.accept();
        transfer(server);
        server.shutdownOutput();
        client.read(ByteBuffer.allocate(1));
        client.read(ByteBuffer.allocate(1));
        client.shutdownInput();
        client.close();
        server.close();

        SocketChannel scattering = SocketChannel.open(door.getLocalAddress());
        door.accept().close();
        scattering.read(buffers());
        scattering.close();
        for (int i = 0; i < 4; i++) {
            SocketChannel end = SocketChannel.open(door.getLocalAddress());
            reset(door.accept());
            int kind = i;
            failing(() -> fail(end, kind));
            end.close();
        }
        door.close();
        failing(() -> SocketChannel.open(new InetSocketAddress(HERE, NOBODY)));
    }

    /** Transfers a byte of a file that every process on Linux has. */
    public static void transfer(SocketChannel to) throws IOException {
        try (FileInputStream file = new FileInputStream("/proc/self/exe")) {
            file.getChannel().transferTo(0, 1, to);
        }
    }

    private static Object fail(SocketChannel end, int kind) throws IOException {
        for (; ; ) {
            switch (kind) {
                case 0:
                    return end.read(ByteBuffer.allocate(1));
                case 1:
                    return end.read(buffers());
                case 2:
                    end.write(ByteBuffer.allocate(1));
                    break;
                default:
                    end.write(buffers());
            }
        }
    }

    /** Opens a channel of a protocol family, IPv4, in JDK 15 and later. */
    private static Object openOf(Class<?> type) throws Exception {
        try {
            return type.getMethod("open", java.net.ProtocolFamily.class)
                    .invoke(null, java.net.StandardProtocolFamily.INET);
        } catch (NoSuchMethodException before15) {
            return type.getMethod("open").invoke(null);
        }
    }

    private static void nonBlocking() throws Exception {
        try (ServerSocketChannel door = ServerSocketChannel.open();
                Selector selector = Selector.open()) {
            door.bind(new InetSocketAddress(HERE, 0));
            SocketChannel client = SocketChannel.open();
            client.configureBlocking(false);
            if (!client.connect(door.getLocalAddress())) {
                client.register(selector, SelectionKey.OP_CONNECT);
                selector.select();
                client.finishConnect();
            }
            door.accept().close();
            client.close();
        }
    }

    private static void adaptor() throws Exception {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(HERE, 0));
            SocketChannel client = SocketChannel.open();
            client.socket().connect(door.getLocalAddress(), 10_000);
            door.accept().close();
            client.close();
        }
    }

    /** Uses a channel group of its own: the threads of the default group are shared. */
    private static void asynchronous() throws Exception {
        AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
        try {
            asynchronous(group);
            takenPort(group);
        } finally {
            group.shutdownNow();
        }
    }

    private static void asynchronous(AsynchronousChannelGroup group) throws Exception {
        AsynchronousServerSocketChannel door = inAnotherThread(() -> AsynchronousServerSocketChannel.open(group));
        door.bind(new InetSocketAddress(HERE, 0), 5);
        AsynchronousSocketChannel client = inAnotherThread(() -> AsynchronousSocketChannel.open(group));
        client.connect(door.getLocalAddress()).get();
        AsynchronousSocketChannel server = door.accept().get();
        server.write(ByteBuffer.allocate(1)).get();
        server.shutdownOutput();
        client.read(ByteBuffer.allocate(1)).get();
        client.read(ByteBuffer.allocate(1)).get();
        client.shutdownInput();
        client.close();
        server.close();
        door.close();
        failing(() -> AsynchronousSocketChannel.open(group)
                .connect(new InetSocketAddress(HERE, NOBODY))
                .get());
        // An address that connect(2) refuses at once.
        byte[] all = {-1, -1, -1, -1};
        failing(() -> AsynchronousSocketChannel.open(group)
                .connect(new InetSocketAddress(InetAddress.getByAddress(all), NOBODY))
                .get());
    }

    private static void takenPort(AsynchronousChannelGroup group) throws Exception {
        try (ServerSocket door = new ServerSocket(0, 5, HERE)) {
            SocketAddress taken = door.getLocalSocketAddress();
            failing(() -> new ServerSocket(door.getLocalPort(), 5, HERE));
            try (ServerSocketChannel server = ServerSocketChannel.open();
                    SocketChannel client = SocketChannel.open();
                    AsynchronousServerSocketChannel asynchronousServer = AsynchronousServerSocketChannel.open(group);
                    AsynchronousSocketChannel asynchronousClient = AsynchronousSocketChannel.open(group)) {
                failing(() -> server.bind(taken));
                failing(() -> client.bind(taken));
                failing(() -> asynchronousServer.bind(taken));
                failing(() -> asynchronousClient.bind(taken));
            }
        }
    }

    private static void read(Socket socket) throws IOException {
        socket.getInputStream().read();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void reset(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    private static ByteBuffer[] buffers() {
        return new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
    }

    private static void failing(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (IOException | ExecutionException expected) {
            return;
        }
        throw new AssertionError("should have failed");
    }

    private static <T> T inAnotherThread(Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        new Thread(task).start();
        return task.get();
    }
}
