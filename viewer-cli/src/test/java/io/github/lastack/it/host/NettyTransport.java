// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/** One of Netty's transports, with an event loop of one thread. */
final class NettyTransport {
    final EventLoopGroup loop;
    final Class<? extends Channel> client;
    final Class<? extends ServerChannel> server;
    final Class<? extends Channel> datagrams;

    private NettyTransport(
            EventLoopGroup loop,
            Class<? extends Channel> client,
            Class<? extends ServerChannel> server,
            Class<? extends Channel> datagrams) {
        this.loop = loop;
        this.client = client;
        this.server = server;
        this.datagrams = datagrams;
    }

    /** Of 4.2 only, while this is compiled against 4.1. */
    private static NettyTransport ring(DefaultThreadFactory threads) {
        try {
            Class<?> handler = Class.forName("io.netty.channel.uring.IoUringIoHandler");
            Object factory = handler.getMethod("newFactory").invoke(null);
            EventLoopGroup loop = (EventLoopGroup) Class.forName("io.netty.channel.MultiThreadIoEventLoopGroup")
                    .getConstructor(int.class, ThreadFactory.class, Class.forName("io.netty.channel.IoHandlerFactory"))
                    .newInstance(1, threads, factory);
            return new NettyTransport(
                    loop,
                    channel("IoUringSocketChannel").asSubclass(Channel.class),
                    channel("IoUringServerSocketChannel").asSubclass(ServerChannel.class),
                    channel("IoUringDatagramChannel").asSubclass(Channel.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> channel(String name) throws ClassNotFoundException {
        return Class.forName("io.netty.channel.uring." + name);
    }

    static NettyTransport of(String name) {
        DefaultThreadFactory threads = new DefaultThreadFactory("loop", true);
        switch (name) {
            case "nio":
                return new NettyTransport(
                        new NioEventLoopGroup(1, threads),
                        NioSocketChannel.class,
                        NioServerSocketChannel.class,
                        NioDatagramChannel.class);
            case "epoll":
                return new NettyTransport(
                        new EpollEventLoopGroup(1, threads),
                        EpollSocketChannel.class,
                        EpollServerSocketChannel.class,
                        EpollDatagramChannel.class);
            case "io_uring":
                return ring(threads);
            default:
                throw new IllegalArgumentException(name);
        }
    }
}
