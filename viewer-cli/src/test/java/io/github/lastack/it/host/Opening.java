// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** The ways to connect. What fails to is closed again. */
enum Opening {
    SOCKET {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            return End.of(new Socket(to.getAddress(), to.getPort()));
        }
    },
    SOCKET_WITH_TIMEOUT {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            return connected(new Socket(), to);
        }
    },
    BOUND_SOCKET {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(to.getAddress(), 0));
            return connected(socket, to);
        }
    },
    ADAPTOR {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            return connected(SocketChannel.open().socket(), to);
        }
    },
    BLOCKING_CHANNEL {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            return End.of(SocketChannel.open(to));
        }
    },
    BOUND_CHANNEL {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(to.getAddress(), 0)).connect(to);
                return End.of(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    },
    SELECTED_CHANNEL {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            try {
                if (!channel.connect(to)) {
                    finish(channel, selector);
                }
                return End.of(channel, selector);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    },
    ASYNCHRONOUS_CHANNEL {
        @Override
        End connect(InetSocketAddress to, Selector selector) throws IOException {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            try {
                End.done(channel.connect(to));
                return End.of(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    };

    private static final int TIMEOUT_MILLIS = 60_000;

    abstract End connect(InetSocketAddress to, Selector selector) throws IOException;

    private static End connected(Socket socket, InetSocketAddress to) throws IOException {
        try {
            socket.connect(to, TIMEOUT_MILLIS);
            return End.of(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void finish(SocketChannel channel, Selector selector) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        while (!channel.finishConnect()) {
            selector.select();
            selector.selectedKeys().clear();
        }
        key.interestOps(0);
    }
}
