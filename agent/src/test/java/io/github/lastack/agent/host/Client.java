// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Connects to a server in another process, sends a request, reads the answer to the end of the stream and closes, over
 * and over: {@code Client PORT BYTES}. It does so when told by a line {@code THREADS MILLIS}, and answers: connections
 * a second; connections.
 */
public final class Client {
    private final int port;
    private final int bytes;

    private Client(int port, int bytes) {
        this.port = port;
        this.bytes = bytes;
    }

    public static void main(String[] args) throws Exception {
        Client client = new Client(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] order = line.split(" ");
            client.run(Integer.parseInt(order[0]), Long.parseLong(order[1]));
        }
    }

    private void run(int threads, long millis) throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            FutureTask<Long> task = new FutureTask<>(() -> connectUntil(begin + millis * 1_000_000));
            tasks.add(task);
            new Thread(task).start();
        }
        long connections = 0;
        for (FutureTask<Long> task : tasks) {
            connections += task.get();
        }
        System.out.println(connections * 1_000_000_000L / (System.nanoTime() - begin) + " " + connections);
    }

    private long connectUntil(long end) throws IOException {
        byte[] buffer = new byte[bytes];
        long connections = 0;
        do {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(buffer);
                int read = 0;
                for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                    read += n;
                }
                if (read != bytes) {
                    throw new IOException("read " + read + " bytes");
                }
            }
            connections++;
        } while (System.nanoTime() - end < 0);
        return connections;
    }
}
