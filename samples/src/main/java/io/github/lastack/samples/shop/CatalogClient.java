// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Wastes: a new connection for each page. */
public final class CatalogClient {
    private final int port;
    private int pages;

    public CatalogClient(int port) {
        this.port = port;
    }

    public int pages() {
        return pages;
    }

    public void page(String name) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((name + "\n").getBytes(US_ASCII));
            while (socket.getInputStream().read() != '\n') {
                // the page
            }
        }
        pages++;
    }
}
