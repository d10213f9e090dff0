// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** SocketChannel and ServerSocketChannel, blocking. */
class ChannelApi implements Api {
    @Override
    public ConnectionEnd connect(InetSocketAddress remote) throws IOException {
        return new ChannelLink(SocketChannel.open(remote));
    }

    /** Through the adaptor, the only way of a blocking channel. */
    @Override
    public ConnectionEnd connect(InetSocketAddress remote, int millis) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.socket().connect(remote, millis);
        return new ChannelLink(channel);
    }

    @Override
    public Door listen(InetAddress address, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(address, port));
        return new Door() {
            @Override
            public InetSocketAddress address() throws IOException {
                return (InetSocketAddress) server.getLocalAddress();
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

    ConnectionEnd link(SocketChannel channel) throws IOException {
        return new ChannelLink(channel);
    }

    static class ChannelLink implements ConnectionEnd {
        final SocketChannel channel;

        ChannelLink(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            return channel.read(one) < 0 ? -1 : one.get(0);
        }

        @Override
        public void write(int b) throws IOException {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void shutdownInput() throws IOException {
            channel.shutdownInput();
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void resetOnClose() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
