// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host.shopfront;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Tells an audit server, which has crashed: it resets each connection. */
@Service
public class AuditTrail {
    private final Queue<Socket> toTryAgain = new ConcurrentLinkedQueue<>();
    private final int port;

    public AuditTrail(@Value("${audit.port}") int port) {
        this.port = port;
    }

    /** Means to try again later, and keeps the socket for that. */
    public void record(String event) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write((event + "\n").getBytes(US_ASCII));
            if (socket.getInputStream().read() == -1) {
                throw new IOException("no answer");
            }
            socket.close();
        } catch (IOException e) {
            toTryAgain.add(socket);
        }
    }
}
