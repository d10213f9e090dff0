// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Socket and ServerSocket. */
final class SocketApi implements Api {
    @Override
    public ConnectionEnd connect(InetSocketAddress remote) throws IOException {
        return new SocketLink(new Socket(remote.getAddress(), remote.getPort()));
    }

    @Override
    public ConnectionEnd connect(InetSocketAddress remote, int millis) throws IOException {
        Socket socket = new Socket();
        socket.connect(remote, millis);
        return new SocketLink(socket);
    }

    @Override
    public Door listen(InetAddress address, int port) throws IOException {
        ServerSocket server = new ServerSocket(port, 0, address);
        return new Door() {
            @Override
            public InetSocketAddress address() {
                return (InetSocketAddress) server.getLocalSocketAddress();
            }

            @Override
            public ConnectionEnd accept() throws IOException {
                return new SocketLink(server.accept());
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
    }

    /** A socket, also one that a channel adapts to. */
    static final class SocketLink implements ConnectionEnd {
        private final Socket socket;

        SocketLink(Socket socket) {
            this.socket = socket;
        }

        @Override
        public int read() throws IOException {
            return socket.getInputStream().read();
        }

        @Override
        public void write(int b) throws IOException {
            socket.getOutputStream().write(b);
        }

        @Override
        public void shutdownInput() throws IOException {
            socket.shutdownInput();
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void resetOnClose() throws IOException {
            socket.setSoLinger(true, 0);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
