// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host11;

import io.github.lastack.it.host.Visitors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A virtual thread for each connection: {@code VirtualThreads VISITORS}; on JDK 21 and later. */
public final class VirtualThreads {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        ExecutorService handlers = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> serve(server, handlers));
        acceptor.setDaemon(true);
        acceptor.start();
        Visitors.await(server.getLocalPort(), Integer.parseInt(args[0]));
    }

    private static void serve(ServerSocket server, ExecutorService handlers) {
        try {
            while (true) {
                Socket visitor = server.accept();
                handlers.submit(() -> handle(visitor));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Void handle(Socket visitor) throws IOException, InterruptedException {
        try (Socket closing = visitor) {
            byte[] request = new byte[1_000];
            int length = closing.getInputStream().read(request);
            boolean isBlocked = new String(request, 0, length).startsWith("GET /blocked ");
            if (!isBlocked) {
                closing.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\ndata: last\n".getBytes());
            }
            Visitors.hasArrived();
            if (isBlocked) {
                NEVER.await();
            }
        }
        return null;
    }
}
