// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens connections as fast as it can: {@code ConnectionBurst COUNT KEPT}. The client's end closes first, the server's
 * once it has read the end of the stream; but of the last KEPT it closes none. Prints {@code rushed} and ends with
 * stdin.
 */
public final class ConnectionBurst {
    /** Kept to the very end: what a collection closes at the exit is not held. */
    private static final List<Socket> FORGOTTEN = new ArrayList<>();

    private ConnectionBurst() {}

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        int kept = Integer.parseInt(args[1]);
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < count; i++) {
                new Socket(server.getInetAddress(), server.getLocalPort()).close();
                Socket accepted = server.accept();
                if (accepted.getInputStream().read() != -1) {
                    throw new AssertionError("data from nowhere");
                }
                if (i < count - kept) {
                    accepted.close();
                } else {
                    FORGOTTEN.add(accepted);
                }
            }
            System.out.println("rushed");
            if (System.in.read() >= 0) {
                throw new AssertionError(FORGOTTEN);
            }
        }
    }
}
