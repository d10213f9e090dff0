// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Goes once through every method of the JDK that the agent hooks, so that each leaves its own mark in the recording. */
public final class EveryHook {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int NOBODY = 1;

    /** Nothing is collected but what is meant to be. */
    private final List<Object> kept = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        EveryHook all = new EveryHook();
        all.sockets();
        all.abandonedSocket();
        all.channels();
        all.nonBlocking();
        all.adaptor();
        all.asynchronous();
        all.tls();
        all.leftOpen();
    }

    private void sockets() throws Exception {
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

    /** Since JDK 13 a cleaner closes it, through the dispatcher and without any close of ours. */
    private void abandonedSocket() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 5, HERE)) {
            WeakReference<Socket> dropped = new WeakReference<>(new Socket(HERE, door.getLocalPort()));
            Socket server = door.accept();
            while (dropped.get() != null) {
                System.gc();
            }
            server.setSoTimeout(100);
            for (int i = 0; i < 100 && !ended(server); i++) {
                System.gc();
            }
            server.close();
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException notYet) {
            return false;
        }
    }

    private void channels() throws Exception {
        ServerSocketChannel door = (ServerSocketChannel) inAnotherThread(() -> openOf(ServerSocketChannel.class));
        door.bind(new InetSocketAddress(HERE, 0), 5);
        SocketChannel client = (SocketChannel) inAnotherThread(() -> openOf(SocketChannel.class));
        client.connect(door.getLocalAddress());
        SocketChannel server = door.accept();
        server.shutdownOutput();
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

    /** JDK 15 and later, of a protocol family: IPv4. */
    private static Object openOf(Class<?> type) throws Exception {
        try {
            return type.getMethod("open", java.net.ProtocolFamily.class)
                    .invoke(null, java.net.StandardProtocolFamily.INET);
        } catch (NoSuchMethodException before15) {
            return type.getMethod("open").invoke(null);
        }
    }

    private void nonBlocking() throws Exception {
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

    private void adaptor() throws Exception {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(HERE, 0));
            SocketChannel client = SocketChannel.open();
            client.socket().connect(door.getLocalAddress(), 10_000);
            door.accept().close();
            client.close();
        }
    }

    private void asynchronous() throws Exception {
        AsynchronousServerSocketChannel door = inAnotherThread(AsynchronousServerSocketChannel::open);
        door.bind(new InetSocketAddress(HERE, 0), 5);
        AsynchronousSocketChannel client = inAnotherThread(AsynchronousSocketChannel::open);
        client.connect(door.getLocalAddress()).get();
        AsynchronousSocketChannel server = door.accept().get();
        server.shutdownOutput();
        client.read(ByteBuffer.allocate(1)).get();
        client.shutdownInput();
        client.close();
        server.close();
        door.close();
        failing(() -> AsynchronousSocketChannel.open()
                .connect(new InetSocketAddress(HERE, NOBODY))
                .get());
    }

    private void tls() throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        String[] anonymous = {"TLS_ECDH_anon_WITH_AES_128_CBC_SHA"}; // wants no certificate
        try (SSLServerSocket door = (SSLServerSocket)
                SSLContext.getDefault().getServerSocketFactory().createServerSocket(0, 5, HERE)) {
            door.setEnabledCipherSuites(anonymous);
            FutureTask<Void> server = new FutureTask<>(() -> {
                Socket accepted = door.accept();
                read(accepted);
                accepted.close();
                return null;
            });
            new Thread(server).start();
            SSLSocket client =
                    (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket(HERE, door.getLocalPort());
            client.setEnabledCipherSuites(anonymous);
            client.getOutputStream().write(1);
            server.get();
            read(client);
            kept.add(client);
        }
    }

    /** Closed, and hence not told of at the end, though never connected and still referred to. */
    private void leftOpen() throws IOException {
        for (Closeable closed : new Closeable[] {ServerSocketChannel.open(), AsynchronousServerSocketChannel.open()}) {
            closed.close();
            kept.add(closed);
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
