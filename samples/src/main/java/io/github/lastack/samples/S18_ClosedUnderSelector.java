// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * The kept key: a channel is closed, and its descriptor stays open.
 *
 * <p><b>What leaks.</b> {@code close} of a channel that a selector knows only cancels its key. The selector removes
 * cancelled keys when it selects, and only then the JDK closes the descriptor. Here the loop has ended and selects no
 * more.
 *
 * <p><b>What you will see.</b> Four descriptors that were closed and are still open; the site is {@code hangUp}, where
 * they were closed.
 *
 * <p><b>How to fix it.</b> {@code selector.selectNow()} after the last close, or close the selector as well.
 */
@Expect(
        problem = "never-closed",
        cause = "registered-with-selector",
        blame = "io.github.lastack.samples.S18_ClosedUnderSelector.hangUp",
        connections = 4)
public final class S18_ClosedUnderSelector {
    private static Selector selector;

    public static void main(String[] args) throws IOException {
        selector = Selector.open();
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.ECHO);
            for (int i = 0; i < 4; i++) {
                hangUp(connect(port));
            }
            Inspection.untilInputEnds();
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private static void hangUp(SocketChannel channel) throws IOException {
        channel.close(); // wants: selector.selectNow()
    }
}
