// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens connections at 5,000 ends a second, whose peer closes, reads each to its end and closes it; but of a thousand
 * it forgets one: {@code RareLeak COUNT}. Prints {@code ready} and ends with stdin.
 */
public final class RareLeak {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int ONE_IN = 1_000;
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1) / 2_500;

    /** To the very end: what a collection closes at the exit is not held. */
    private static final List<Socket> FORGOTTEN = new ArrayList<>();

    private RareLeak() {}

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        try (ServerSocket server = new ServerSocket(0, 0, LOOPBACK)) {
            long next = System.nanoTime();
            for (int i = 1; i <= count; i++) {
                boolean forgets = i % ONE_IN == 0;
                Socket client = forgets ? openAndForget(server.getLocalPort()) : open(server.getLocalPort());
                server.accept().close();
                if (client.getInputStream().read() != -1) {
                    throw new AssertionError("data from nowhere");
                }
                if (!forgets) {
                    client.close();
                }
                next += BETWEEN_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        System.out.println("ready");
        if (System.in.read() >= 0) {
            throw new AssertionError(FORGOTTEN);
        }
    }

    private static Socket open(int port) throws IOException {
        return new Socket(LOOPBACK, port);
    }

    private static Socket openAndForget(int port) throws IOException {
        Socket forgotten = new Socket(LOOPBACK, port);
        FORGOTTEN.add(forgotten);
        return forgotten;
    }
}
