// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.agent.it.HostJvm;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** An HTTP client with one connection, which the server may not close. */
final class KeepAliveClient implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final DataInputStream in;

    KeepAliveClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) HostJvm.LIMIT.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    void ask(String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    }

    /** The body of the answer, which must be a good one and say how long it is. */
    String answer() throws IOException {
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        if (!status.endsWith(" 200") && !status.contains(" 200 ")) {
            throw new IOException(status);
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return new String(body, US_ASCII);
    }

    String get(String path) throws IOException {
        ask(path);
        return answer();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c == -1) {
                throw new EOFException("the server has closed after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Sends a FIN and goes on listening, as a client that waits for nothing more. */
    void leave() throws IOException {
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
