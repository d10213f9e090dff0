// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens connections in the less usual ways: {@code UnusualOpenings SCENES...}. */
public final class UnusualOpenings {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final SceneOutput stage = new SceneOutput();

    private UnusualOpenings() {}

    public static void main(String[] args) throws Exception {
        UnusualOpenings openings = new UnusualOpenings();
        for (String scene : args) {
            System.out.println(scene);
            openings.play(scene);
        }
        openings.stage.end();
    }

    private void play(String scene) throws Exception {
        switch (scene) {
            case "mappedAddress":
                mappedAddress();
                break;
            case "anyAddress":
                anyAddress();
                break;
            case "vectors":
                vectors();
                break;
            case "connectedTwice":
                connectedTwice();
                break;
            case "boundFirst":
                boundFirst();
                break;
            case "socksProxy":
                socksProxy();
                break;
            case "socksRefuses":
                socksRefuses();
                break;
            case "unixDomain":
                unixDomain();
                break;
            case "neverConnected":
                neverConnected();
                break;
            case "pipe":
                pipe();
                break;
            case "factory":
                factory();
                break;
            case "memory":
                memory();
                break;
            case "httpUrl":
                Http.url(stage);
                break;
            case "httpClient":
                Http.client(stage);
                break;
            default:
                throw new IllegalArgumentException(scene);
        }
    }

    private ServerSocketChannel door(String scene) throws IOException {
        ServerSocketChannel door = stage.keep(ServerSocketChannel.open());
        door.bind(new InetSocketAddress(LOOPBACK, 0));
        stage.scene(scene, (InetSocketAddress) door.getLocalAddress());
        return door;
    }

    private static int port(ServerSocketChannel door) {
        return door.socket().getLocalPort();
    }

    private static void bye(Socket client, SocketChannel server) throws IOException {
        server.close();
        SceneOutput.tell("read", client.getInputStream()::read);
        client.close();
    }

    private void mappedAddress() throws Exception {
        ServerSocketChannel door = door("mappedAddress");
        InetAddress mapped = InetAddress.getByName("::ffff:127.0.0.1");
        Socket client = new Socket(mapped, port(door));
        bye(client, door.accept());
    }

    /** Connects to 0.0.0.0, which stands for this host. */
    private void anyAddress() throws Exception {
        ServerSocketChannel door = door("anyAddress");
        Socket client = new Socket(InetAddress.getByName("0.0.0.0"), port(door));
        SceneOutput.tell("remote", client::getInetAddress);
        bye(client, door.accept());
    }

    private void vectors() throws Exception {
        ServerSocketChannel door = door("vectors");
        try (SocketChannel client = SocketChannel.open(door.getLocalAddress())) {
            SocketChannel server = door.accept();
            ByteBuffer[] two = {ByteBuffer.allocate(3), ByteBuffer.allocate(4)};
            SceneOutput.tell("gathering write", () -> server.write(two));
            server.close();
            ByteBuffer[] in = {ByteBuffer.allocate(2), ByteBuffer.allocate(9)};
            SceneOutput.tell("scattering read", () -> client.read(in));
            SceneOutput.tell("end", () -> client.read(in));
            SceneOutput.tell("write", () -> {
                for (int i = 0; i < 1000; i++) {
                    two[0].clear();
                    client.write(two);
                }
                return "no end";
            });
        }
    }

    private void connectedTwice() throws Exception {
        ServerSocketChannel door = door("connectedTwice");
        try (SocketChannel client = SocketChannel.open(door.getLocalAddress());
                SocketChannel server = door.accept();
                Socket socket = new Socket(LOOPBACK, port(door));
                SocketChannel other = door.accept()) {
            SceneOutput.tell("channel", () -> client.connect(door.getLocalAddress()));
            SceneOutput.tell("channel's finish", client::finishConnect);
            SceneOutput.tell("socket", () -> {
                socket.connect(door.getLocalAddress());
                return "connected";
            });
            SceneOutput.tell("open", () -> client.isOpen() && server.isOpen() && other.isOpen());
        }
    }

    private void boundFirst() throws Exception {
        ServerSocketChannel door = door("boundFirst");
        Socket client = new Socket();
        client.bind(new InetSocketAddress(LOOPBACK, 0));
        client.connect(door.getLocalAddress());
        bye(client, door.accept());
    }

    private void neverConnected() throws Exception {
        Socket socket = new Socket();
        socket.setSoTimeout(1000); // makes the descriptor
        SocketChannel channel = SocketChannel.open();
        SceneOutput.tell("finish", channel::finishConnect);
        SceneOutput.tell("shutdown", channel::shutdownOutput);
        SceneOutput.tell("read", () -> channel.read(ByteBuffer.allocate(1)));
        SceneOutput.tell("socket's shutdown", () -> {
            socket.shutdownOutput();
            return "shut";
        });
        socket.close();
        channel.close();
    }

    private void pipe() throws Exception {
        java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
        pipe.sink().close();
        SceneOutput.tell("read", () -> pipe.source().read(ByteBuffer.allocate(1)));
        pipe.source().close();
    }

    /** Comes last: the factory cannot be removed. */
    private void factory() throws Exception {
        ServerSocketChannel door = door("factory");
        Socket.setSocketImplFactory(WrappedSocketImpl::new);
        Socket client = new Socket(LOOPBACK, port(door));
        client.setTcpNoDelay(true);
        client.getOutputStream().write(5);
        SocketChannel server = door.accept();
        SceneOutput.tell("peer's read", () -> server.read(ByteBuffer.allocate(5)));
        client.shutdownOutput();
        SceneOutput.tell("peer's end", () -> server.read(ByteBuffer.allocate(5)));
        SceneOutput.tell("remote", client::getInetAddress);
        bye(client, server);
        SceneOutput.tell("refused", () -> new Socket(LOOPBACK, 1));
    }

    /** Comes last: the factories cannot be removed. */
    private static void memory() throws Exception {
        Socket.setSocketImplFactory(MemorySocketImpl::new);
        ServerSocket.setSocketFactory(MemorySocketImpl::new);
        Socket client = new Socket(LOOPBACK, 7);
        client.setTcpNoDelay(true);
        client.setSoTimeout(5);
        client.getOutputStream().write(5);
        InputStream in = client.getInputStream();
        SceneOutput.tell("reads", in::read);
        SceneOutput.tell("end", in::read);
        client.shutdownOutput();
        client.shutdownInput();
        SceneOutput.tell("remote", client::getRemoteSocketAddress);
        client.close();
        client.close();
        SceneOutput.tell("closed", in::read);
        SceneOutput.tell("refused", () -> new Socket(LOOPBACK, 1));
        SceneOutput.tell("nowhere", () -> new Socket("nowhere.invalid", 7));
        Socket timed = new Socket();
        timed.bind(new InetSocketAddress(LOOPBACK, 3));
        timed.connect(new InetSocketAddress(LOOPBACK, 7), 1000);
        ServerSocket server = new ServerSocket(7, 1, LOOPBACK);
        SceneOutput.tell("port", server::getLocalPort);
        SceneOutput.tell("accepts", server::accept);
        server.close();
        new Socket(LOOPBACK, 7); // dropped
        System.gc();
    }

    // ---- SOCKS ----

    private void socksProxy() throws Exception {
        ServerSocketChannel door = door("behindProxy");
        try (SocksServer proxy = new SocksServer()) {
            stage.scene("socksProxy", proxy.address());
            Socket client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()));
            client.connect(door.getLocalAddress());
            bye(client, door.accept());
        }
    }

    private void socksRefuses() throws Exception {
        try (SocksServer proxy = new SocksServer()) {
            stage.scene("socksRefuses", proxy.address());
            Socket client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()));
            SceneOutput.tell("connect", () -> {
                client.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 80));
                return "connected";
            });
            SceneOutput.tell("closed", client::isClosed);
            client.close();
        }
    }

    // ---- Unix domain: JDK 16 and later ----

    private void unixDomain() throws Exception {
        Path folder = Files.createTempDirectory("ends");
        Path file = folder.resolve("s");
        SocketAddress address = (SocketAddress) Class.forName("java.net.UnixDomainSocketAddress")
                .getMethod("of", Path.class)
                .invoke(null, file);
        Object unix = Class.forName("java.net.StandardProtocolFamily")
                .getField("UNIX")
                .get(null);
        ServerSocketChannel door = (ServerSocketChannel) ServerSocketChannel.class
                .getMethod("open", java.net.ProtocolFamily.class)
                .invoke(null, unix);
        door.bind(address);
        SocketChannel client = SocketChannel.open(address);
        SocketChannel server = door.accept();
        SocketChannel unused = (SocketChannel) SocketChannel.class
                .getMethod("open", java.net.ProtocolFamily.class)
                .invoke(null, unix);
        SceneOutput.tell("write", () -> client.write(ByteBuffer.allocate(5)));
        SceneOutput.tell("read", () -> server.read(ByteBuffer.allocate(9)));
        client.shutdownOutput();
        SceneOutput.tell("end", () -> server.read(ByteBuffer.allocate(9)));
        server.close();
        SceneOutput.tell("end", () -> client.read(ByteBuffer.allocate(9)));
        SceneOutput.tell("broken", () -> client.write(ByteBuffer.allocate(5)));
        client.close();
        // Kept open until the end, so that the end of the recording could list them.
        for (Closeable open : new Closeable[] {door, unused, SocketChannel.open(address)}) {
            stage.keep(open);
        }
        Files.delete(file);
        Files.delete(folder);
    }
}
