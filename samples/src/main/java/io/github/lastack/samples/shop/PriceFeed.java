// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Leaks: reads to the end of the stream and never closes. */
public final class PriceFeed {
    private final int port;
    private final List<Socket> subscriptions = new ArrayList<>();

    public PriceFeed(int port) {
        this.port = port;
    }

    public int polled() {
        return subscriptions.size();
    }

    public void poll() throws IOException {
        Socket subscription = subscribe();
        BufferedReader prices = new BufferedReader(new InputStreamReader(subscription.getInputStream(), US_ASCII));
        while (prices.readLine() != null) {
            // a new price
        }
    }

    private Socket subscribe() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        subscriptions.add(socket);
        socket.getOutputStream().write("shoes\n".getBytes(US_ASCII));
        return socket;
    }
}
