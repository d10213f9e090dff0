// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Wastes: a server that closes first, and so has all of the TIME_WAIT. */
public final class OrderDesk implements Closeable {
    private final ServerSocket door;
    private volatile int taken; // written by the desk's thread only

    private OrderDesk(ServerSocket door) {
        this.door = door;
    }

    public static OrderDesk open() throws IOException {
        OrderDesk desk = new OrderDesk(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(desk::serve, "order-desk");
        thread.setDaemon(true);
        thread.start();
        return desk;
    }

    public int port() {
        return door.getLocalPort();
    }

    public int taken() {
        return taken;
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                takeOrder(door.accept());
            } catch (IOException e) {
                // the desk is closed, or a customer has reset
            }
        }
    }

    private void takeOrder(Socket customer) throws IOException {
        while (customer.getInputStream().read() != '\n') {
            // the order is one line
        }
        customer.getOutputStream().write("thank you\n".getBytes(US_ASCII));
        customer.close();
        taken = taken + 1;
    }
}
