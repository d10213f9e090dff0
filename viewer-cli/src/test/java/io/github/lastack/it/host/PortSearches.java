// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for one port after the other until one is free, through every API, beginning with one that is taken; prints
 * {@code taken PORT}. Then it asks for that port alone, and waits for another until it is free.
 */
public final class PortSearches {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int MANY = 1000;
    private static final List<Object> HELD = new ArrayList<>();

    /** Binds, and gives back what it has opened. */
    private interface Attempt {
        Object at(InetSocketAddress local) throws Exception;
    }

    private static InetSocketAddress door;

    public static void main(String[] args) throws Exception {
        ServerSocket taken = new ServerSocket(0, MANY, HERE);
        door = new InetSocketAddress(HERE, taken.getLocalPort());
        System.out.println("taken " + door.getPort());
        NettyTransport nio = NettyTransport.of("nio");
        NettyTransport epoll = NettyTransport.of("epoll");
        HELD.add(serverSocket());
        HELD.add(serverSocketChannel());
        HELD.add(asynchronousServerSocketChannel());
        HELD.add(netty(nio));
        HELD.add(nettyNative(epoll));
        HELD.add(socket());
        HELD.add(socketChannel());
        HELD.add(asynchronousSocketChannel());
        HELD.add(nettyClient(nio));
        needed();
        awaited();
        Inspection.untilInputEnds();
        System.out.println(HELD.size() + " held, and " + taken);
    }

    /** The first that is free. */
    private static Object search(Attempt attempt) throws Exception {
        for (int port = door.getPort(); port < door.getPort() + MANY; port++) {
            try {
                return attempt.at(new InetSocketAddress(HERE, port));
            } catch (IOException e) {
                // taken
            }
        }
        throw new IOException("no port is free");
    }

    private static Object serverSocket() throws Exception {
        return search(local -> new ServerSocket(local.getPort(), MANY, HERE));
    }

    /** One that is bound again and again. */
    private static Object serverSocketChannel() throws Exception {
        ServerSocketChannel channel = ServerSocketChannel.open();
        return search(local -> channel.bind(local));
    }

    private static Object asynchronousServerSocketChannel() throws Exception {
        return search(local -> AsynchronousServerSocketChannel.open().bind(local));
    }

    private static Object netty(NettyTransport transport) throws Exception {
        return search(local -> server(transport).bind(local).sync().channel());
    }

    private static Object nettyNative(NettyTransport transport) throws Exception {
        return search(local -> server(transport).bind(local).sync().channel());
    }

    private static ServerBootstrap server(NettyTransport transport) {
        return new ServerBootstrap()
                .group(transport.loop)
                .channel(transport.server)
                .childHandler(new ChannelInboundHandlerAdapter());
    }

    private static Object socket() throws Exception {
        return search(local -> {
            Socket socket = new Socket();
            try {
                socket.bind(local);
                socket.connect(door);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        });
    }

    private static Object socketChannel() throws Exception {
        SocketChannel channel = SocketChannel.open();
        search(local -> channel.bind(local));
        channel.connect(door);
        return channel;
    }

    private static Object asynchronousSocketChannel() throws Exception {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        search(local -> channel.bind(local));
        channel.connect(door).get();
        return channel;
    }

    private static Object nettyClient(NettyTransport transport) throws Exception {
        return search(local -> new Bootstrap()
                .group(transport.loop)
                .channel(transport.client)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(door, local)
                .sync()
                .channel());
    }

    /** No other port will do. */
    private static void needed() {
        try {
            HELD.add(new ServerSocket(door.getPort(), MANY, HERE));
        } catch (IOException e) {
            System.out.println("needed " + e.getMessage());
        }
    }

    /** As soon as it is free. */
    private static void awaited() throws IOException {
        ServerSocket before = new ServerSocket(0, MANY, HERE);
        for (int port = before.getLocalPort(); ; ) {
            try {
                HELD.add(new ServerSocket(port, MANY, HERE));
                return;
            } catch (IOException e) {
                before.close();
            }
        }
    }
}
