// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A listening port of a {@link PeerProcess}, with one thread for accept and one for each connection. */
final class PeerServer {
    private static final String HTTP_RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

    private final PeerBehavior manner;
    private final ServerSocket door;
    private final List<Socket> visitors = new ArrayList<>(); // guarded by this
    private int accepted; // guarded by this
    private int closed; // guarded by this

    PeerServer(PeerBehavior manner) throws IOException {
        this.manner = manner;
        this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        inBackground(this::acceptAll);
    }

    int port() {
        return door.getLocalPort();
    }

    synchronized void awaitClosed(int count) throws InterruptedException {
        while (closed < count) {
            wait();
        }
    }

    /** Closes all connections, once there are {@code count}. A close alone may leave the FIN to a thread in read. */
    synchronized void closeVisitors(int count) throws IOException, InterruptedException {
        while (accepted < count) {
            wait();
        }
        for (Socket visitor : visitors) {
            if (!visitor.isClosed()) {
                visitor.shutdownOutput();
                visitor.close();
            }
        }
        visitors.clear();
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket visitor = door.accept();
            synchronized (this) {
                visitors.add(visitor);
                accepted++;
                notifyAll();
            }
            inBackground(() -> treat(visitor));
        }
    }

    private void treat(Socket visitor) throws IOException {
        try (Socket closing = visitor) {
            converse(closing);
        } finally {
            synchronized (this) {
                visitors.remove(visitor);
                closed++;
                notifyAll();
            }
        }
    }

    private void converse(Socket visitor) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(visitor.getInputStream(), US_ASCII));
        OutputStream out = visitor.getOutputStream();
        switch (manner) {
            case CLOSE_AFTER_ACCEPT:
                return;
            case CLOSE_AFTER_RESPONSE:
                answer(in.readLine(), out);
                return;
            case HALF_CLOSE_AFTER_RESPONSE:
                answer(in.readLine(), out);
                visitor.shutdownOutput();
                readUntil(null, in);
                return;
            case HTTP_THEN_CLOSE:
                readUntil("", in);
                out.write(HTTP_RESPONSE.getBytes(US_ASCII));
                return;
            case RESET_AFTER_REQUEST:
                in.readLine();
                visitor.setSoLinger(true, 0);
                return;
            case NEVER_CLOSE:
                readUntil(null, in);
                while (true) {
                    LockSupport.park();
                }
            default:
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answer(line, out);
                }
        }
    }

    private static void answer(String line, OutputStream out) throws IOException {
        out.write((line + "\n").getBytes(US_ASCII));
    }

    private static void readUntil(String last, BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.equals(last)) {
            line = in.readLine();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // the client reset the connection, or closeVisitors closed it during a read
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
