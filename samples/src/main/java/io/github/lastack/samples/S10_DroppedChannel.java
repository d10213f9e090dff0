// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The final leak: a channel is garbage-collected, and with it the only way to close its descriptor.
 *
 * <p><b>What leaks.</b> No {@code SocketChannel} has a finalizer or a cleaner: the object goes, the descriptor stays,
 * and nothing in the program can close it any more. A heap dump does not show it, since there is no object.
 *
 * <p><b>What you will see.</b> Five connections whose channels were collected; the site is {@code ask}, where they were
 * opened.
 *
 * <p><b>How to fix it.</b> {@code try (SocketChannel channel = SocketChannel.open(...)) { ... }}.
 */
@Expect(
        problem = "never-closed",
        cause = "unreachable",
        blame = "io.github.lastack.samples.S10_DroppedChannel.ask",
        connections = 5)
public final class S10_DroppedChannel {
    public static void main(String[] args) throws Exception {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.ECHO);
            List<WeakReference<SocketChannel>> dropped = new ArrayList<>();
            // On a thread of its own, whose end clears what its frames may have kept.
            Thread asking = new Thread(() -> askAll(port, dropped), "asking");
            asking.start();
            asking.join();
            // More often than needed: a reference that is being looked at survives one collection.
            for (int i = 0; i < 5 || dropped.stream().anyMatch(channel -> channel.get() != null); i++) {
                System.gc();
                Thread.sleep(20);
            }
            Inspection.untilInputEnds();
        }
    }

    private static void askAll(int port, List<WeakReference<SocketChannel>> dropped) {
        List<SocketChannel> inUse = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                inUse.add(ask(port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inUse.forEach(channel -> dropped.add(new WeakReference<>(channel)));
    }

    private static SocketChannel ask(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap("price?\n".getBytes(US_ASCII)));
        channel.read(ByteBuffer.allocate(512));
        return channel;
    }
}
