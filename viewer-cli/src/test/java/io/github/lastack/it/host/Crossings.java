// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/**
 * Connections whose SYNs cross: of sockets that connect to their own port, and of two that connect to each other, which
 * takes luck; and whose FINs do, since those of a connection to oneself always cross. What was done is told as by
 * {@link ManyLives}; arguments: how many of each, and the file to tell it to.
 */
public final class Crossings {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final InetAddress here = InetAddress.getByName("127.0.0.1");
    private final Stage stage = new Stage();
    private final PrintWriter told;

    private Crossings(PrintWriter told) throws IOException {
        this.told = told;
    }

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        try (PrintWriter told = new PrintWriter(args[1], "UTF-8")) {
            Crossings crossings = new Crossings(told);
            for (int i = 0; i < count; i++) {
                crossings.toItself(i % 2 == 0, i % 4 < 2);
            }
            long end = System.nanoTime() + PATIENCE_NANOS;
            for (int met = 0; met < count && System.nanoTime() < end; ) {
                met += crossings.toEachOther() ? 1 : 0;
            }
        }
        Inspection.untilInputEnds();
    }

    private void toItself(boolean channel, boolean half) throws IOException {
        Socket socket = bound(channel);
        socket.connect(socket.getLocalSocketAddress());
        End end = End.of(socket);
        tell("ITSELF", socket.getLocalPort(), (InetSocketAddress) socket.getLocalSocketAddress());
        end.write();
        end.read();
        if (half) {
            end.shutdownOutput();
            end.read();
        }
        end.close();
    }

    /** Whether each SYN met a socket that had sent its own; else both are refused. */
    private boolean toEachOther() throws IOException {
        Socket one = bound(true);
        Socket other = bound(true);
        InetSocketAddress first = (InetSocketAddress) one.getLocalSocketAddress();
        InetSocketAddress second = (InetSocketAddress) other.getLocalSocketAddress();
        stage.together(() -> tried(one, second), () -> tried(other, first));
        boolean connected = one.isConnected() && other.isConnected();
        tell("EACH_OTHER", connected ? first.getPort() : 0, second);
        tell("EACH_OTHER", connected ? second.getPort() : 0, first);
        one.close();
        if (connected) {
            End.of(other).read();
        }
        other.close();
        return connected;
    }

    private static void tried(Socket socket, InetSocketAddress to) {
        try {
            socket.connect(to);
        } catch (IOException refused) {
            // no luck: the other was not connecting yet, or has been refused already
        }
    }

    private Socket bound(boolean channel) throws IOException {
        Socket socket = channel ? SocketChannel.open().socket() : new Socket();
        socket.bind(new InetSocketAddress(here, 0));
        return socket;
    }

    private void tell(String kind, int localPort, InetSocketAddress remote) {
        told.println(ConnectionLine.line(kind, localPort, remote));
    }
}
