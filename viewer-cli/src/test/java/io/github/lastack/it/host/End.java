// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** One end of a connection, whatever class holds it. Every call blocks until it is done. */
interface End {
    void write() throws IOException;

    /** The next byte, or -1 at the end of the stream. */
    int read() throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;

    /** Lets close send a reset. */
    void lingerZero() throws IOException;

    /** Lets the kernel ask a peer that says nothing whether it is still there, and so hear of a reset that was lost. */
    void keepAlive() throws IOException;

    void close() throws IOException;

    int localPort() throws IOException;

    static End of(Socket socket) {
        return new OfSocket(socket);
    }

    static End of(SocketChannel channel) {
        return new OfChannel(channel);
    }

    /** Registered with the selector for reading, as servers hold their channels. */
    static End of(SocketChannel channel, Selector selector) throws IOException {
        return new Registered(channel, selector);
    }

    static End of(AsynchronousSocketChannel channel) {
        return new OfAsynchronous(channel);
    }

    /** What the future brings; an asynchronous failure as what a blocking call would have thrown. */
    static <T> T done(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException ? (IOException) e.getCause() : new IOException(e);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** A Socket, or the adaptor of a channel. */
    final class OfSocket implements End {
        private final Socket socket;

        private OfSocket(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void write() throws IOException {
            socket.getOutputStream().write('x');
        }

        @Override
        public int read() throws IOException {
            return socket.getInputStream().read();
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
        public void lingerZero() throws IOException {
            socket.setSoLinger(true, 0);
        }

        @Override
        public void keepAlive() throws IOException {
            socket.setKeepAlive(true);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }
    }

    class OfChannel implements End {
        final SocketChannel channel;
        final ByteBuffer buffer = ByteBuffer.allocate(1);

        private OfChannel(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write() throws IOException {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        }

        @Override
        public int read() throws IOException {
            buffer.clear();
            return channel.read(buffer);
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
        public void lingerZero() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        @Override
        public void keepAlive() throws IOException {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        @Override
        public int localPort() {
            return channel.socket().getLocalPort();
        }
    }

    /** Closing this end may leave the descriptor to the next select. */
    final class Registered extends OfChannel {
        private final Selector selector;
        private final SelectionKey key;
        private boolean resets;

        private Registered(SocketChannel channel, Selector selector) throws IOException {
            super(channel);
            this.selector = selector;
            channel.configureBlocking(false);
            this.key = channel.register(selector, 0);
        }

        @Override
        public void lingerZero() throws IOException {
            super.lingerZero();
            resets = true;
        }

        /** Whatever else it sends, the reset comes with the next select only. */
        @Override
        public void close() throws IOException {
            super.close();
            if (resets) {
                selector.selectNow();
            }
        }

        @Override
        public int read() throws IOException {
            int count = super.read();
            while (count == 0) {
                key.interestOps(SelectionKey.OP_READ);
                selector.select();
                selector.selectedKeys().clear();
                key.interestOps(0);
                count = super.read();
            }
            return count;
        }
    }

    final class OfAsynchronous implements End {
        private final AsynchronousSocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(1);

        private OfAsynchronous(AsynchronousSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write() throws IOException {
            done(channel.write(ByteBuffer.wrap(new byte[] {'x'})));
        }

        @Override
        public int read() throws IOException {
            buffer.clear();
            return done(channel.read(buffer));
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
        public void lingerZero() {
            // is an option that this class does not have: it will send a FIN
        }

        @Override
        public void keepAlive() throws IOException {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        @Override
        public int localPort() throws IOException {
            return ((java.net.InetSocketAddress) channel.getLocalAddress()).getPort();
        }
    }
}
