// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Does it right: keeps one connection, uses it again and again, and closes it at the end. */
public final class PaymentGateway implements Closeable {
    private final Socket bank;
    private int payments;

    public PaymentGateway(int port) throws IOException {
        this.bank = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    public int made() {
        return payments;
    }

    public void pay(long amount) throws IOException {
        bank.getOutputStream().write(("pay " + amount + "\n").getBytes(US_ASCII));
        while (bank.getInputStream().read() != '\n') {
            // the receipt
        }
        payments++;
    }

    @Override
    public void close() throws IOException {
        bank.close();
    }
}
