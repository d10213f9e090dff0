// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.UnknownHostException;

/** A socket without a network: has no descriptor, reads what it has written, and refuses port 1. */
final class MemorySocketImpl extends SocketImpl {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int read;
    private boolean closed;

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
        InetSocketAddress remote = (InetSocketAddress) to;
        if (remote.isUnresolved()) {
            throw new UnknownHostException(remote.getHostString());
        }
        if (remote.getPort() == 1) {
            throw new SocketException("refuses port 1");
        }
        address = remote.getAddress();
        port = remote.getPort();
        localport = 2;
    }

    @Override
    protected void bind(InetAddress host, int toPort) {
        localport = toPort;
    }

    @Override
    protected void listen(int backlog) {}

    @Override
    protected void accept(SocketImpl s) throws IOException {
        throw new SocketException("nobody comes");
    }

    @Override
    protected InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (closed) {
                    throw new SocketException("closed");
                }
                return read < written.size() ? new ByteArrayInputStream(written.toByteArray(), read++, 1).read() : -1;
            }
        };
    }

    @Override
    protected OutputStream getOutputStream() {
        return written;
    }

    @Override
    protected int available() {
        return written.size() - read;
    }

    @Override
    protected void close() {
        closed = true;
    }

    @Override
    protected void shutdownInput() {}

    @Override
    protected void shutdownOutput() {}

    @Override
    protected void sendUrgentData(int data) throws IOException {
        throw new SocketException("sends none");
    }

    @Override
    public void setOption(int option, Object value) {}

    @Override
    public Object getOption(int option) {
        return 0;
    }
}
