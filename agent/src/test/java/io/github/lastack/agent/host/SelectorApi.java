// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Non-blocking channels, each with a selector of its own. Listens as the blocking API does. */
final class SelectorApi extends ChannelApi {
    @Override
    public ConnectionEnd connect(InetSocketAddress remote) throws IOException {
        return connect(remote, 60_000);
    }

    @Override
    public ConnectionEnd connect(InetSocketAddress remote, int millis) throws IOException {
        SelectorLink link = begin(remote);
        if (!link.channel.isConnected() && !link.finish(millis)) {
            link.close();
            throw new SocketTimeoutException(millis + " ms");
        }
        return link;
    }

    /** Returns with the connect under way, or done. */
    SelectorLink begin(InetSocketAddress remote) throws IOException {
        SocketChannel channel = SocketChannel.open();
        SelectorLink link = new SelectorLink(channel);
        link.connect(remote);
        return link;
    }

    @Override
    ConnectionEnd link(SocketChannel channel) throws IOException {
        return new SelectorLink(channel);
    }

    static final class SelectorLink extends ChannelLink {
        private final Selector selector = Selector.open();
        private final SelectionKey key;

        SelectorLink(SocketChannel channel) throws IOException {
            super(channel);
            channel.configureBlocking(false);
            key = channel.register(selector, 0);
        }

        private void connect(InetSocketAddress remote) throws IOException {
            channel.connect(remote);
        }

        boolean finish(int millis) throws IOException {
            key.interestOps(SelectionKey.OP_CONNECT);
            try {
                return selector.select(millis) > 0 && channel.finishConnect();
            } catch (IOException refused) {
                close(); // else the selector keeps the descriptor
                throw refused;
            }
        }

        @Override
        public int read() throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            int n = channel.read(one);
            while (n == 0) {
                key.interestOps(SelectionKey.OP_READ);
                selector.select();
                selector.selectedKeys().clear();
                n = channel.read(one);
            }
            return n < 0 ? -1 : one.get(0);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            selector.close();
        }
    }
}
