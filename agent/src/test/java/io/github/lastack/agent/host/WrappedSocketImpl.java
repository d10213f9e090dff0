// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A socket implementation of an application's own, over a channel: its descriptor is nowhere that the agent looks. */
final class WrappedSocketImpl extends SocketImpl {
    private final SocketChannel channel;

    WrappedSocketImpl() {
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void create(boolean stream) {}

    @Override
    protected void connect(String host, int toPort) throws IOException {
        connect(new InetSocketAddress(host, toPort), 0);
    }

    @Override
    protected void connect(InetAddress to, int toPort) throws IOException {
        connect(new InetSocketAddress(to, toPort), 0);
    }

    @Override
    protected void connect(SocketAddress to, int timeout) throws IOException {
        channel.connect(to);
        address = ((InetSocketAddress) to).getAddress();
        port = ((InetSocketAddress) to).getPort();
    }

    @Override
    protected void bind(InetAddress host, int toPort) throws IOException {
        channel.bind(new InetSocketAddress(host, toPort));
    }

    @Override
    protected void listen(int backlog) throws IOException {
        throw new SocketException("listens not");
    }

    @Override
    protected void accept(SocketImpl s) throws IOException {
        throw new SocketException("accepts not");
    }

    @Override
    protected InputStream getInputStream() {
        return Channels.newInputStream(channel);
    }

    @Override
    protected OutputStream getOutputStream() {
        return Channels.newOutputStream(channel);
    }

    @Override
    protected int available() {
        return 0;
    }

    @Override
    protected void close() throws IOException {
        channel.close();
    }

    @Override
    protected void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        throw new SocketException("sends none");
    }

    @Override
    public void setOption(int option, Object value) {}

    @Override
    public Object getOption(int option) {
        return null;
    }
}
