// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The plain leak: a read returns -1, and the code does not close.
 *
 * <p><b>What leaks.</b> {@code read} returns -1: the peer has sent its FIN. The loop ends, the socket is forgotten in a
 * list, and nobody calls {@code close}.
 *
 * <p><b>What you will see.</b> Five connections in CLOSE_WAIT, for as long as the process lives. {@code ss -tan} shows
 * them with the peer's address and nothing else; the site is {@code poll}, where -1 was read, not {@code connect}.
 *
 * <p><b>How to fix it.</b> Close when {@code read} returns -1: {@code try (Socket feed = connect(port)) { ... }}.
 */
@Expect(
        problem = "close-wait",
        cause = "end-of-stream-ignored",
        blame = "io.github.lastack.samples.S01_EndOfStreamIgnored.poll",
        connections = 5)
public final class S01_EndOfStreamIgnored {
    private static final List<Socket> FEEDS = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.CLOSE_AFTER_RESPONSE);
            for (int i = 0; i < 5; i++) {
                poll(connect(port));
            }
            Inspection.untilInputEnds();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket feed = new Socket(InetAddress.getLoopbackAddress(), port);
        FEEDS.add(feed);
        return feed;
    }

    private static void poll(Socket feed) throws IOException {
        feed.getOutputStream().write("price?\n".getBytes(US_ASCII));
        byte[] chunk = new byte[512];
        while (feed.getInputStream().read(chunk) != -1) {
            // a price
        }
        // missing: feed.close()
    }
}
