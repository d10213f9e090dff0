// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Tells a secret to a host with a secret name: {@code SecretHandshake ADDRESS}. Its connections begin, end, fail and
 * stay open in every way that has an event with an address or a message in it.
 */
public final class SecretHandshake {
    public static final String HOST = "vault.secret.example";
    public static final String PAYLOAD = "the-password-is-swordfish";

    private SecretHandshake() {}

    public static void main(String[] args) throws Exception {
        InetAddress named =
                InetAddress.getByAddress(HOST, InetAddress.getByName(args[0]).getAddress());
        Socket kept;
        int port;
        try (ServerSocket listener = new ServerSocket(0, 50, named)) {
            port = listener.getLocalPort();
            kept = tell(listener, new Socket(named, port));
            tell(listener, new Socket(named, port)).close();
            fail(named, port);
        }
        refuse(named, port);
        if (kept.isConnected()) {
            System.out.println("told");
        }
    }

    private static Socket tell(ServerSocket listener, Socket client) throws IOException {
        try (Socket served = listener.accept()) {
            client.getOutputStream().write(PAYLOAD.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < PAYLOAD.length(); i++) {
                served.getInputStream().read();
            }
            served.setSoLinger(true, 0); // for a read that fails
        }
        try {
            client.getInputStream().read();
        } catch (IOException reset) {
            return client;
        }
        throw new IllegalStateException("was not reset");
    }

    private static void fail(InetAddress named, int port) {
        try (ServerSocket second = new ServerSocket(port, 1, named)) {
            throw new IllegalStateException("bound twice: " + second);
        } catch (IOException inUse) {
            System.out.println("in use");
        }
    }

    private static void refuse(InetAddress named, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(named, port));
            throw new IllegalStateException("not refused");
        } catch (IOException refused) {
            System.out.println("refused");
        }
    }
}
