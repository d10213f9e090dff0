// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/**
 * Netty: with half closure allowed, the end of the input is an event like any other, and closes nothing. The argument
 * is the transport.
 */
public final class HalfClosedEcho {
    private static final CountDownLatch CLIENTS_LEFT = new CountDownLatch(3);

    public static void main(String[] args) throws Exception {
        NettyTransport transport = NettyTransport.of(args.length > 0 ? args[0] : "nio");
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(transport.loop)
                .channel(transport.server)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Echo());
                    }
                });
        Channel server = bootstrap.bind("127.0.0.1", 0).sync().channel();
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = ((InetSocketAddress) server.localAddress()).getPort();
            peer.connect(port, 3, "hello\n");
            peer.hear(port);
            peer.leave(port);
            CLIENTS_LEFT.await();
            Inspection.untilInputEnds();
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                CLIENTS_LEFT.countDown();
            }
        }
    }
}
