// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Plays the short lives of a connection over one of Netty's transports, both ends in this JVM:
 * {@code NettyConversations TRANSPORT ADDRESS [wait]}. For each it prints its name and the port at which it was played.
 * With the third argument the first connection is there and prints {@code ready} before a line on stdin lets all go on.
 */
public final class NettyConversations {
    private final NettyTransport transport;
    private final String address;
    private final BlockingQueue<Object> heardByServer = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> heardByClient = new LinkedBlockingQueue<>();

    /** Kept open to the end, so that no port comes twice. */
    private final List<Channel> doors = new ArrayList<>();

    private boolean waits;

    private NettyConversations(NettyTransport transport, String address) {
        this.transport = transport;
        this.address = address;
    }

    public static void main(String[] args) throws Exception {
        NettyConversations conversations = new NettyConversations(NettyTransport.of(args[0]), args[1]);
        conversations.waits = args.length > 2;
        conversations.play("serverCloses", conversations::serverCloses);
        conversations.play("clientCloses", conversations::clientCloses);
        conversations.play("halfCloses", conversations::halfCloses);
        conversations.play("unreadData", conversations::unreadData);
        conversations.play("readOfReset", conversations::readOfReset);
        conversations.playRefused();
        conversations.playTaken();
        conversations.playDatagrams();
        conversations.closeDoors();
        conversations.transport.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private interface Conversation {
        void hold(Channel client, Channel server) throws Exception;
    }

    private void play(String name, Conversation conversation) throws Exception {
        Channel door = listen();
        System.out.println(name + " " + portOf(door));
        Channel client = connect(portOf(door), !name.equals("unreadData"));
        Channel server = (Channel) await(heardByServer);
        if (waits) {
            waits = false;
            System.out.println("ready");
            check(System.in.read() == '\n');
        }
        conversation.hold(client, server);
        client.closeFuture().sync();
        server.closeFuture().sync();
        doors.add(door);
    }

    private void closeDoors() throws InterruptedException {
        for (Channel door : doors) {
            door.close().sync();
        }
    }

    private void serverCloses(Channel client, Channel server) throws Exception {
        server.close().sync();
    }

    private void clientCloses(Channel client, Channel server) throws Exception {
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1})).sync();
        check(await(heardByServer).equals("read"));
        client.close().sync();
        check(await(heardByServer) instanceof ChannelInputShutdownEvent);
        server.close().sync();
    }

    private void halfCloses(Channel client, Channel server) throws Exception {
        ((DuplexChannel) client).shutdownOutput().sync();
        check(await(heardByServer) instanceof ChannelInputShutdownEvent);
        server.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1})).sync();
        check(await(heardByClient).equals("read"));
        server.close().sync();
    }

    private void unreadData(Channel client, Channel server) throws Exception {
        server.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 2})).sync();
        client.close().sync();
    }

    private void readOfReset(Channel client, Channel server) throws Exception {
        server.config().setOption(ChannelOption.SO_LINGER, 0);
        server.close().sync();
    }

    private void playRefused() throws Exception {
        Channel door = listen();
        int closed = portOf(door);
        System.out.println("refused " + closed);
        door.close().sync();
        Channel refused = bootstrap(true).connect(address, closed).await().channel();
        check(!refused.isActive());
        refused.closeFuture().sync();
    }

    private void playTaken() throws InterruptedException {
        Channel door = listen();
        System.out.println("taken " + portOf(door));
        check(!server().bind(address, portOf(door)).await().isSuccess());
        door.close().sync();
    }

    /** Connections that the program makes too, and that are none of ours. */
    private void playDatagrams() throws InterruptedException {
        Channel datagrams = new Bootstrap()
                .group(transport.loop)
                .channel(transport.datagrams)
                .handler(new Ear(heardByClient))
                .connect(address, 9)
                .sync()
                .channel();
        datagrams.close().sync();
    }

    private Channel connect(int port, boolean reads) throws InterruptedException {
        return bootstrap(reads).connect(address, port).sync().channel();
    }

    private Bootstrap bootstrap(boolean reads) {
        return new Bootstrap()
                .group(transport.loop)
                .channel(transport.client)
                .option(ChannelOption.AUTO_READ, reads)
                .handler(new Ear(heardByClient));
    }

    private Channel listen() throws InterruptedException {
        return server().bind(address, 0).sync().channel();
    }

    private ServerBootstrap server() {
        return new ServerBootstrap()
                .group(transport.loop)
                .channel(transport.server)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Ear(heardByServer));
                        heardByServer.add(channel);
                    }
                });
    }

    private static int portOf(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static Object await(BlockingQueue<Object> heard) throws InterruptedException {
        Object fact = heard.poll(30, TimeUnit.SECONDS);
        check(fact != null);
        return fact;
    }

    private static void check(boolean fact) {
        if (!fact) {
            throw new AssertionError("not what the channels are expected to do");
        }
    }

    /** Tells what a channel has heard; what was reset is closed. */
    private static final class Ear extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<Object> heard;

        Ear(BlockingQueue<Object> heard) {
            this.heard = heard;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            heard.add("read");
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                heard.add(event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            context.close();
        }
    }
}
