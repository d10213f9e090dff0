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
 * The ignored error: the connection is reset, and the exception is caught without a close.
 *
 * <p><b>What leaks.</b> An exception of read or write ends the connection, not the descriptor. Code that closes at end
 * of stream only, and not in a {@code finally}, keeps it.
 *
 * <p><b>What you will see.</b> Five descriptors whose connection is gone: {@code ss} does not list them any more. The
 * site is {@code ask}, where the read failed.
 *
 * <p><b>How to fix it.</b> Try-with-resources closes in both cases.
 */
@Expect(
        problem = "never-closed",
        cause = "error-ignored",
        blame = "io.github.lastack.samples.S13_ErrorIgnored.ask",
        connections = 5)
public final class S13_ErrorIgnored {
    private static final List<Socket> FEEDS = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.RESET_AFTER_REQUEST);
            for (int i = 0; i < 5; i++) {
                Socket feed = new Socket(InetAddress.getLoopbackAddress(), port);
                FEEDS.add(feed);
                try {
                    ask(feed);
                    feed.close();
                } catch (IOException reset) {
                    // missing: feed.close(), here too
                }
            }
            Inspection.untilInputEnds();
        }
    }

    private static void ask(Socket feed) throws IOException {
        feed.getOutputStream().write("price?\n".getBytes(US_ASCII));
        while (feed.getInputStream().read() != -1) {
            // a price
        }
    }
}
