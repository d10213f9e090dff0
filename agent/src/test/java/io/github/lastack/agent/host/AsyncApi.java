// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asynchronous channels, each call waited for. Calls that do not complete at once are finished by a thread of the JDK.
 */
final class AsyncApi implements Api {
    private static final int LONG_MILLIS = 60_000;

    @Override
    public ConnectionEnd connect(InetSocketAddress remote) throws IOException {
        return connect(remote, LONG_MILLIS);
    }

    @Override
    public ConnectionEnd connect(InetSocketAddress remote, int millis) throws IOException {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        try {
            await(channel.connect(remote), millis);
        } catch (SocketTimeoutException e) {
            channel.close();
            throw e;
        }
        return new AsyncLink(channel);
    }

    @Override
    public Door listen(InetAddress address, int port) throws IOException {
        AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open();
        server.bind(new InetSocketAddress(address, port));
        return new Door() {
            @Override
            public InetSocketAddress address() throws IOException {
                return (InetSocketAddress) server.getLocalAddress();
            }

            @Override
            public ConnectionEnd accept() throws IOException {
                return new AsyncLink(await(server.accept(), LONG_MILLIS));
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
    }

    private static <T> T await(Future<T> future, int millis) throws IOException {
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new SocketTimeoutException(millis + " ms");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class AsyncLink implements ConnectionEnd {
        private final AsynchronousSocketChannel channel;

        AsyncLink(AsynchronousSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            return await(channel.read(one), LONG_MILLIS) < 0 ? -1 : one.get(0);
        }

        @Override
        public void write(int b) throws IOException {
            await(channel.write(ByteBuffer.wrap(new byte[] {(byte) b})), LONG_MILLIS);
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
        public void resetOnClose() {
            throw new UnsupportedOperationException("SO_LINGER");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
