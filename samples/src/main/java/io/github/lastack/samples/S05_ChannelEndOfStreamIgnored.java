// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The first leak in an event loop: neither dropping a channel nor cancelling its key closes it.
 *
 * <p><b>What leaks.</b> {@code read} returns -1 again and again, and the loop would spin, so the code cancels the key.
 * The selector has forgotten the channel, which is still open. Unlike a {@code Socket}, it is not even closed by the
 * garbage collector.
 *
 * <p><b>What you will see.</b> Five connections in CLOSE_WAIT; the site is {@code receive}, where -1 was read.
 *
 * <p><b>How to fix it.</b> {@code key.channel().close()}, which cancels the key as well.
 */
@Expect(
        problem = "close-wait",
        cause = "end-of-stream-ignored",
        blame = "io.github.lastack.samples.S05_ChannelEndOfStreamIgnored.receive",
        connections = 5)
public final class S05_ChannelEndOfStreamIgnored {
    private static final List<SocketChannel> CHANNELS = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start();
                Selector selector = Selector.open()) {
            int port = peer.listen(PeerBehavior.CLOSE_AFTER_RESPONSE);
            for (int i = 0; i < 5; i++) {
                connect(selector, port);
            }
            while (!selector.keys().isEmpty()) {
                selector.select();
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                    handle(keys.next());
                }
                selector.selectNow(); // forgets the cancelled keys
            }
            Inspection.untilInputEnds();
        }
    }

    private static void connect(Selector selector, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        CHANNELS.add(channel);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_CONNECT);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static void handle(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (key.isConnectable() && channel.finishConnect()) {
            channel.write(ByteBuffer.wrap("price?\n".getBytes(US_ASCII)));
            key.interestOps(SelectionKey.OP_READ);
        } else if (key.isReadable()) {
            receive(key, channel);
        }
    }

    private static void receive(SelectionKey key, SocketChannel channel) throws IOException {
        if (channel.read(ByteBuffer.allocate(512)) == -1) {
            key.cancel(); // instead of: channel.close()
        }
    }
}
