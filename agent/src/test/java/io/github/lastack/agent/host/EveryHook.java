// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import io.github.lastack.agent.selftest.Loopback;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Goes once through every method of the JDK that the agent hooks, so that each leaves its own mark in the recording.
 */
public final class EveryHook {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** Kept, so that nothing else is collected. */
    private final List<Object> kept = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        EveryHook all = new EveryHook();
        Loopback.run();
        all.tls();
        all.abandonedSocket();
        all.leftOpen();
        all.leftInUse();
        all.registered();
    }

    /** Reads the end of a TLS stream. No certificate: a suite without authentication, which is off by default. */
    private void tls() throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        context.init(null, null, null);
        String[] suites = {"TLS_DH_anon_WITH_AES_128_GCM_SHA256"};
        try (SSLServerSocket door =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5, HERE)) {
            door.setEnabledCipherSuites(suites);
            FutureTask<Void> server = new FutureTask<>(() -> {
                try (Socket accepted = door.accept()) {
                    accepted.getInputStream().read();
                }
                return null;
            });
            new Thread(server).start();
            try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(HERE, door.getLocalPort())) {
                client.setEnabledCipherSuites(suites);
                client.getOutputStream().write(1);
                server.get();
                client.getInputStream().read();
            }
        }
    }

    /** Since JDK 13 a cleaner closes it, through the dispatcher and without any close of ours. */
    private void abandonedSocket() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 5, HERE)) {
            WeakReference<Socket> dropped = new WeakReference<>(new Socket(HERE, door.getLocalPort()));
            Socket server = door.accept();
            while (dropped.get() != null) {
                System.gc();
            }
            server.setSoTimeout(100);
            for (int i = 0; i < 100 && !ended(server); i++) {
                System.gc();
            }
            server.close();
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException notYet) {
            return false;
        }
    }

    /** Connections that are open at the end, with a last use of which only one row tells. */
    private void leftInUse() throws Exception {
        ServerSocket door = new ServerSocket(0, 5, HERE);
        SocketChannel fromFile = SocketChannel.open(door.getLocalSocketAddress());
        Loopback.transfer(fromFile);
        AsynchronousSocketChannel reads = AsynchronousSocketChannel.open();
        reads.connect(door.getLocalSocketAddress()).get();
        reads.read(ByteBuffer.allocate(1));
        AsynchronousSocketChannel writes = AsynchronousSocketChannel.open();
        writes.connect(door.getLocalSocketAddress()).get();
        writes.read(ByteBuffer.allocate(1));
        writes.write(ByteBuffer.allocate(1)).get();
        Collections.addAll(kept, door, fromFile, reads, writes);
    }

    /** Registers a channel: its listing names the attachment of its key. */
    private void registered() throws IOException {
        ServerSocketChannel door = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
        SocketChannel client = SocketChannel.open(door.getLocalAddress());
        client.configureBlocking(false);
        Selector selector = Selector.open();
        client.register(selector, 0, this);
        kept.add(selector);
        door.close();
    }

    /** Closes a descriptor that was never connected and is still referenced, so that it is not listed at the end. */
    private void leftOpen() throws IOException {
        for (Closeable closed : new Closeable[] {ServerSocketChannel.open(), AsynchronousServerSocketChannel.open()}) {
            closed.close();
            kept.add(closed);
        }
    }
}
