// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;

/** The ways to accept. */
interface Door {
    int BACKLOG = 50;

    InetSocketAddress address() throws IOException;

    End accept() throws IOException;

    static Door ofServerSocket(InetAddress at) throws IOException {
        ServerSocket server = new ServerSocket(0, BACKLOG, at);
        return new Door() {
            @Override
            public InetSocketAddress address() {
                return (InetSocketAddress) server.getLocalSocketAddress();
            }

            @Override
            public End accept() throws IOException {
                return End.of(server.accept());
            }
        };
    }

    /** @param selector with which what is accepted is registered; null for blocking channels */
    static Door ofChannel(InetAddress at, Selector selector) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(at, 0), BACKLOG);
        return new Door() {
            @Override
            public InetSocketAddress address() throws IOException {
                return (InetSocketAddress) server.getLocalAddress();
            }

            @Override
            public End accept() throws IOException {
                return selector == null ? End.of(server.accept()) : End.of(server.accept(), selector);
            }
        };
    }

    static Door ofAsynchronousChannel(InetAddress at) throws IOException {
        AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open();
        server.bind(new InetSocketAddress(at, 0), BACKLOG);
        return new Door() {
            @Override
            public InetSocketAddress address() throws IOException {
                return (InetSocketAddress) server.getLocalAddress();
            }

            @Override
            public End accept() throws IOException {
                return End.of(End.done(server.accept()));
            }
        };
    }
}
