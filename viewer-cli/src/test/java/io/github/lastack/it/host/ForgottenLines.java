// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.github.lastack.samples.PeerBehavior;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Ignores the end of stream behind all that a JVM numbers: lambdas, proxies, reflective calls, threads, ports. What it
 * is given decides how many of them there are before.
 */
public final class ForgottenLines {
    private static final List<Socket> KEPT = new ArrayList<>();

    public interface Line {
        void read(int port) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        LoopbackPeer peer = LoopbackPeer.start();
        int port = peer.listen(PeerBehavior.CLOSE_AFTER_RESPONSE);
        int numbered = Integer.parseInt(args[0]);
        for (int i = 0; i < numbered; i++) {
            proxy(Runnable.class, (self, method, none) -> null).run();
            proxy(Callable.class, (self, method, none) -> null).call();
        }
        Line behindProxy = proxy(Line.class, (self, method, given) -> {
            return ForgottenLines.class.getMethod("answer", int.class).invoke(null, given);
        });
        Line lambda = at -> {
            Socket socket = asked(at);
            while (socket.getInputStream().read() != -1) {
                // until the peer has closed
            }
        };
        for (int i = 0; i < 20; i++) {
            behindProxy.read(port);
            inThread("reader-" + i, lambda, port);
        }
        Inspection.untilInputEnds();
    }

    public static void answer(int port) throws Exception {
        Socket socket = asked(port);
        while (socket.getInputStream().read() != -1) {
            // until the peer has closed
        }
    }

    private static Socket asked(int port) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        KEPT.add(socket);
        socket.getOutputStream().write("anything?\n".getBytes(US_ASCII));
        return socket;
    }

    private static void inThread(String name, Line line, int port) throws InterruptedException {
        Thread thread = new Thread(
                () -> {
                    try {
                        line.read(port);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                name);
        thread.start();
        thread.join();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(ForgottenLines.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
