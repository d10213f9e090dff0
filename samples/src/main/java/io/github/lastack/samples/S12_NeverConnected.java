// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;

/**
 * The invisible leak: channels that never had a peer.
 *
 * <p><b>What leaks.</b> {@code SocketChannel.open} takes a descriptor at once. The name of the peer does not resolve,
 * so connect throws before it has tried, and the retry creates the next channel. The JDK closes a channel whose connect
 * was tried and failed, but not this one.
 *
 * <p><b>What you will see.</b> Five descriptors without a connection: neither {@code ss} nor {@code netstat} lists
 * them, only {@code /proc/PID/fd} does. The site is {@code dial}, where they were opened.
 *
 * <p><b>How to fix it.</b> {@code SocketChannel.open(remote)}, which closes what it cannot connect, or a
 * {@code finally}.
 */
@Expect(
        problem = "never-closed",
        cause = "never-connected",
        blame = "io.github.lastack.samples.S12_NeverConnected.dial",
        connections = 5)
public final class S12_NeverConnected {
    private static final List<SocketChannel> ATTEMPTS = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("prices.invalid", 80);
        for (int i = 0; i < 5; i++) {
            try {
                dial(unknown);
            } catch (UnresolvedAddressException e) {
                // tries again
            }
        }
        Inspection.untilInputEnds();
    }

    private static void dial(InetSocketAddress remote) throws IOException {
        SocketChannel channel = SocketChannel.open();
        ATTEMPTS.add(channel);
        channel.connect(remote);
    }
}
