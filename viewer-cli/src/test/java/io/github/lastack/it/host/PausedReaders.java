// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Clients and a server on event loops, which stop reading or do not: {@code PausedReaders PORT [healthy]}. Prints the
 * port of its server.
 */
public final class PausedReaders {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int READERS = 3;

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final CountDownLatch answered = new CountDownLatch(READERS);
    private final int port;
    private final boolean pauses;

    private PausedReaders(int port, boolean pauses) {
        this.port = port;
        this.pauses = pauses;
    }

    public static void main(String[] args) throws Exception {
        new PausedReaders(Integer.parseInt(args[0]), args.length == 1).run();
        System.exit(0); // the loops are at work
    }

    private void run() throws Exception {
        Vertx vertx = Vertx.vertx();
        NetClient client = vertx.createNetClient();
        for (int i = 0; i < READERS; i++) {
            subscribe(client);
            writeFromOutside();
            writeOnTheLoop();
        }
        answered.await();
        serve(vertx);
        Cue.await("paused");
        Inspection.untilInputEnds();
    }

    private void subscribe(NetClient client) {
        client.connect(port, "127.0.0.1", connected -> {
            NetSocket socket = connected.result();
            socket.handler(answer -> {
                if (pauses) {
                    socket.pause();
                }
                answered.countDown();
            });
            socket.write("subscribe\n");
        });
    }

    private void serve(Vertx vertx) throws Exception {
        int served = vertx.createNetServer()
                .connectHandler(this::welcome)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        System.out.println("port " + served);
    }

    private void welcome(NetSocket socket) {
        if (pauses) {
            socket.pause();
        }
        socket.write("welcome\n");
    }

    private void writeFromOutside() throws Exception {
        Channel channel = bootstrap(new ChannelInboundHandlerAdapter())
                .connect(LOOPBACK, port)
                .sync()
                .channel();
        channel.writeAndFlush(line()).sync();
    }

    private void writeOnTheLoop() throws Exception {
        bootstrap(new Asker()).connect(LOOPBACK, port).sync();
    }

    private Bootstrap bootstrap(ChannelInboundHandlerAdapter handler) {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, !pauses)
                .handler(handler);
    }

    private static ByteBuf line() {
        return Unpooled.copiedBuffer("subscribe\n", StandardCharsets.US_ASCII);
    }

    private static final class Asker extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(line());
        }
    }
}
