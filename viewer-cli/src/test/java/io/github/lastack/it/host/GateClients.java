// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients of a {@link Gate}: {@code silent PORT N MORE} begins N connects at once and as many as MORE in each second
 * after, and says nothing over any of them; {@code talking PORT N} has so many threads connect, exchange a byte and
 * close, again and again. Ends with stdin.
 */
public final class GateClients {
    private static final List<SocketChannel> KEPT = new ArrayList<>(); // guarded by itself

    private GateClients() {}

    public static void main(String[] args) throws IOException {
        InetSocketAddress gate = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        int count = Integer.parseInt(args[2]);
        if (args[0].equals("silent")) {
            begin(gate, count);
            inBackground(() -> {
                while (true) {
                    Thread.sleep(1000);
                    begin(gate, Integer.parseInt(args[3]));
                }
            });
        } else {
            for (int i = 0; i < count; i++) {
                inBackground(() -> talk(gate));
            }
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {}
    }

    private static void begin(InetSocketAddress gate, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(gate);
            synchronized (KEPT) {
                KEPT.add(channel);
            }
        }
    }

    private static void talk(InetSocketAddress gate) {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(gate);
                socket.getOutputStream().write('?');
                socket.getInputStream().read();
            } catch (IOException lost) {
                // the next one may get through
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
