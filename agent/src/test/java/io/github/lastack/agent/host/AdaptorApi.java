// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Channels used through their sockets, with timeouts, as old libraries do. */
final class AdaptorApi implements Api {
    private static final int LONG_MILLIS = 60_000;

    @Override
    public ConnectionEnd connect(InetSocketAddress remote) throws IOException {
        return connect(remote, LONG_MILLIS);
    }

    @Override
    public ConnectionEnd connect(InetSocketAddress remote, int millis) throws IOException {
        Socket socket = SocketChannel.open().socket();
        socket.connect(remote, millis);
        return link(socket);
    }

    @Override
    public Door listen(InetAddress address, int port) throws IOException {
        ServerSocket server = ServerSocketChannel.open().socket();
        server.bind(new InetSocketAddress(address, port));
        return new Door() {
            @Override
            public InetSocketAddress address() {
                return (InetSocketAddress) server.getLocalSocketAddress();
            }

            @Override
            public ConnectionEnd accept() throws IOException {
                return link(server.accept());
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
    }

    private static ConnectionEnd link(Socket socket) throws IOException {
        socket.setSoTimeout(LONG_MILLIS);
        return new SocketApi.SocketLink(socket);
    }
}
