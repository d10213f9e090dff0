// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The leak that ends at an unknown time: sockets that wait for the garbage collector.
 *
 * <p><b>What leaks.</b> A {@code Socket} that is collected is closed by the JDK, by a finalizer (8) or a cleaner (11
 * and later). Until then it holds its descriptor, and a heap with free room is not collected: the descriptors run out
 * first.
 *
 * <p><b>What you will see.</b> Five connections that the garbage collector closed; the site is
 * {@code ask}, where they were opened.
 *
 * <p><b>How to fix it.</b> {@code try (Socket socket = new Socket(...)) { ... }}.
 */
@Expect(
        problem = "never-closed",
        cause = "unreachable",
        blame = "io.github.lastack.samples.S11_DroppedSocket.ask",
        connections = 5)
public final class S11_DroppedSocket {
    public static void main(String[] args) throws Exception {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.ECHO);
            List<WeakReference<Socket>> dropped = new ArrayList<>();
            // On a thread of its own, whose end clears what its frames may have kept.
            Thread asking = new Thread(() -> askAll(port, dropped), "asking");
            asking.start();
            asking.join();
            // More often than needed: a reference that is being looked at survives one collection.
            for (int i = 0; i < 5 || dropped.stream().anyMatch(socket -> socket.get() != null); i++) {
                System.gc();
                Thread.sleep(20);
            }
            peer.awaitClosed(port, 5);
            Inspection.untilInputEnds();
        }
    }

    private static void askAll(int port, List<WeakReference<Socket>> dropped) {
        List<Socket> inUse = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                inUse.add(ask(port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inUse.forEach(socket -> dropped.add(new WeakReference<>(socket)));
    }

    private static Socket ask(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("price?\n".getBytes(US_ASCII));
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
        return socket;
    }
}
