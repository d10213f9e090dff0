// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.github.lastack.samples.PeerBehavior;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Writes to a peer that answers; of some connections one byte is read, of others nothing ever. */
public final class NeverRead {
    private static final int EACH = 3;
    private static final byte[] QUESTION = {'?', '\n'};
    private static final List<Object> OPEN = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        // Ends with this JVM, and not before: its end would close the connections.
        LoopbackPeer peer = LoopbackPeer.start();
        InetSocketAddress echo =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.listen(PeerBehavior.ECHO));
        for (int i = 0; i < EACH; i++) {
            OPEN.add(socketNeverRead(echo));
            OPEN.add(channelNeverRead(echo));
            OPEN.add(socketReadOnce(echo));
            OPEN.add(channelReadOnce(echo));
        }
        Inspection.untilInputEnds();
        System.exit(OPEN.size() % EACH);
    }

    private static Socket socketNeverRead(InetSocketAddress echo) throws IOException {
        Socket socket = new Socket(echo.getAddress(), echo.getPort());
        socket.getOutputStream().write(QUESTION);
        socket.getOutputStream().write(QUESTION);
        return socket;
    }

    private static SocketChannel channelNeverRead(InetSocketAddress echo) throws IOException {
        SocketChannel channel = SocketChannel.open(echo);
        channel.write(ByteBuffer.wrap(QUESTION));
        channel.write(ByteBuffer.wrap(QUESTION));
        return channel;
    }

    private static Socket socketReadOnce(InetSocketAddress echo) throws IOException {
        Socket socket = new Socket(echo.getAddress(), echo.getPort());
        socket.getOutputStream().write(QUESTION);
        socket.getInputStream().read();
        socket.getOutputStream().write(QUESTION);
        return socket;
    }

    private static SocketChannel channelReadOnce(InetSocketAddress echo) throws IOException {
        SocketChannel channel = SocketChannel.open(echo);
        channel.write(ByteBuffer.wrap(QUESTION));
        channel.read(ByteBuffer.allocate(1));
        channel.write(ByteBuffer.wrap(QUESTION));
        return channel;
    }
}
