// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks of an event loop connect on that loop, so that each channel is made in one task and connected in a later one;
 * nobody reads the answers. And the port of a server is taken. Prints {@code ready} and ends with stdin.
 */
public final class OnEventLoop {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int CONNECTIONS = 3;

    private OnEventLoop() {}

    public static void main(String[] args) throws Exception {
        List<Socket> accepted = new ArrayList<>();
        NioEventLoopGroup group = new NioEventLoopGroup(1);
        try (ServerSocket peer = new ServerSocket(0, 0, LOOPBACK)) {
            EventLoop loop = group.next();
            for (int i = 0; i < CONNECTIONS; i++) {
                ChannelFuture connected =
                        loop.submit(() -> fetch(loop, peer.getLocalPort())).get();
                accepted.add(peer.accept());
                connected.sync();
            }
            for (Socket each : accepted) {
                each.getOutputStream().write(new byte[100]);
            }
            try {
                serve(group, peer.getLocalPort());
                throw new AssertionError("the port was not taken");
            } catch (IOException expected) {
                System.out.println("ready");
            }
            if (System.in.read() >= 0) {
                throw new AssertionError(accepted);
            }
        }
        System.exit(0); // the loop is at work, and closes nothing
    }

    private static ChannelFuture fetch(EventLoop loop, int port) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(LOOPBACK, port);
    }

    private static void serve(NioEventLoopGroup group, int port) throws Exception {
        new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(LOOPBACK, port)
                .sync();
    }
}
