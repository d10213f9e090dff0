// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.util.concurrent.CyclicBarrier;

/**
 * Has two threads close a socket at the very same moment, again and again: {@code ClosedByTwo ROUNDS}. They close the
 * implementation, since Socket itself lets but one pass; wants {@code java.net} to be open to reflection.
 */
public final class ClosedByTwo {
    private ClosedByTwo() {}

    public static void main(String[] args) throws Exception {
        Field impl = Socket.class.getDeclaredField("impl");
        impl.setAccessible(true);
        Method close = SocketImpl.class.getDeclaredMethod("close");
        close.setAccessible(true);
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket door = new ServerSocket(0, 5, here)) {
            System.out.println(door.getLocalPort());
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                Socket client = new Socket(here, door.getLocalPort());
                Socket server = door.accept();
                closeTwice(impl.get(client), close);
                server.close();
                client.close();
            }
        }
    }

    private static void closeTwice(Object socketImpl, Method close) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Thread other = new Thread(() -> SceneOutput.unchecked(() -> close(both, socketImpl, close)));
        other.start();
        close(both, socketImpl, close);
        other.join();
    }

    private static Object close(CyclicBarrier both, Object socketImpl, Method close) throws Exception {
        both.await();
        return close.invoke(socketImpl);
    }
}
