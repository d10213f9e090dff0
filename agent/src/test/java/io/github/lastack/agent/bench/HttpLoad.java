// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that keep a connection to each of some HTTP servers, and ask one of them as fast as it answers. */
final class HttpLoad implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The length of {@code KeepAlive}'s answer, without the headers. */
    private static final int BODY = 1_000;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final Map<HostProgram, List<Socket>> connections = new HashMap<>();

    /** Connects to a server that prints its port. */
    void open(HostProgram server) throws IOException {
        int port = (int) server.figures()[0];
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            sockets.add(socket);
        }
        connections.put(server, sockets);
    }

    /** Runs the load, and returns how many requests the server answered. */
    long run(HostProgram server, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        List<Future<Long>> running = new ArrayList<>();
        for (Socket socket : connections.get(server)) {
            running.add(clients.submit(() -> ask(socket, end)));
        }
        long requests = 0;
        try {
            for (Future<Long> each : running) {
                requests += each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return requests;
    }

    private static long ask(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4_096];
        long requests = 0;
        do { // once at least, however late a busy machine lets it begin
            socket.getOutputStream().write(REQUEST);
            int headers = 0;
            int all = 0;
            while (headers == 0 || all < headers + BODY) {
                int n = in.read(buffer, all, buffer.length - all);
                if (n < 0) {
                    throw new IOException("the server has closed");
                }
                all += n;
                headers = headers == 0 ? endOfHeaders(buffer, all) : headers;
            }
            requests++;
        } while (System.nanoTime() - end < 0);
        return requests;
    }

    private static int endOfHeaders(byte[] buffer, int length) {
        for (int i = 3; i < length; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        clients.shutdown();
        for (List<Socket> sockets : connections.values()) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
