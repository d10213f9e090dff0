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
 * Opens five connections to a host with a long name, and by a new thread five more for each line on stdin, and keeps
 * them; says {@code ready} and how many ends there are. Ends with stdin, by returning from main.
 */
public final class Guests {
    private static final int AT_A_TIME = 5;
    private static final List<Socket> KEPT = new ArrayList<>();

    private Guests() {}

    public static void main(String[] args) throws Exception {
        InetAddress here = InetAddress.getByAddress("guests.at.the.loopback.example", new byte[] {127, 0, 0, 1});
        try (ServerSocket server = new ServerSocket(0, 0, here)) {
            invite(server);
            while (System.in.read() >= 0) {
                Thread host = new Thread(() -> invite(server), "a host whose name is long enough");
                host.start();
                host.join();
            }
        }
    }

    private static void invite(ServerSocket server) {
        try {
            for (int i = 0; i < AT_A_TIME; i++) {
                Socket guest = new Socket(server.getInetAddress(), server.getLocalPort());
                guest.getOutputStream().write(1);
                Socket host = server.accept();
                if (host.getInputStream().read() != 1) {
                    throw new AssertionError("not what was sent");
                }
                KEPT.add(guest);
                KEPT.add(host);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        System.out.println("ready " + KEPT.size());
    }
}
