// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * Uses sockets where hardly any stack is left: {@code LowStack TIMES}. It recurses until the stack overflows, and on
 * its way back makes and closes a channel at every step: some of these fail by themselves, some leave enough stack for
 * the JDK and not for the agent.
 */
public final class LowStack {
    private static final int STEPS = 300;
    private static final long STACK_BYTES = 512 << 10;

    private LowStack() {}

    public static void main(String[] times) throws Exception {
        converse(); // a class whose initialization runs out of stack would be lost for good
        for (int i = 0; i < Integer.parseInt(times[0]); i++) {
            Thread diver = new Thread(null, LowStack::dive, "diver", STACK_BYTES);
            diver.start();
            diver.join();
        }
        System.out.println(converse() ? "survived" : "broken");
        while (System.in.read() >= 0) {
            Thread.yield();
        }
    }

    /** Returns how far above the bottom of the stack this call is. */
    private static int dive() {
        int depth;
        try {
            depth = dive() + 1;
        } catch (StackOverflowError bottom) {
            return 0;
        }
        if (depth < STEPS) {
            try {
                SocketChannel.open().close();
            } catch (IOException | StackOverflowError tooDeep) {
                return depth;
            }
        }
        return depth;
    }

    private static boolean converse() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            try (SocketChannel client = SocketChannel.open(address);
                    Socket served = listener.accept()) {
                served.getOutputStream().write(1);
                return client.socket().getInputStream().read() == 1;
            }
        }
    }
}
