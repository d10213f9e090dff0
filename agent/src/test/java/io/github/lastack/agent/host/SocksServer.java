// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A SOCKS 5 proxy for one client: connects to IPv4 addresses, and refuses names. */
final class SocksServer implements Closeable {
    private static final int VERSION = 5;
    private static final int IPV4 = 1;
    private static final int HOST_UNREACHABLE = 4;

    private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private IOException failure; // the thread's, until it has ended
    private final Thread thread = new Thread(this::serve, "socks");

    SocksServer() throws IOException {
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) door.getLocalSocketAddress();
    }

    private void serve() {
        try (Socket client = door.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            in.readByte();
            in.readFully(new byte[in.readByte()]);
            out.write(new byte[] {VERSION, 0});
            in.readFully(new byte[3]);
            if (in.readByte() != IPV4) {
                out.write(answer(HOST_UNREACHABLE));
                drain(in);
                return;
            }
            byte[] address = new byte[4];
            in.readFully(address);
            try (Socket target = new Socket(InetAddress.getByAddress(address), in.readUnsignedShort())) {
                out.write(answer(0));
                drain(target.getInputStream());
            }
            client.shutdownOutput();
            drain(in);
        } catch (IOException e) {
            failure = e;
        }
    }

    private static byte[] answer(int reply) {
        return new byte[] {VERSION, (byte) reply, 0, IPV4, 127, 0, 0, 1, 0, 0};
    }

    private static void drain(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // nothing to do with it
        }
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        System.out.println("proxy: " + failure);
        door.close();
    }
}
