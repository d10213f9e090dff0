// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Prints how many of the four ends of two connections file-leak-detector lists, which runs beside it: first for {@link
 * Socket}, then for {@link SocketChannel}.
 */
public final class Followed {
    private Followed() {}

    public static void main(String[] args) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ByteArrayOutputStream listing = new ByteArrayOutputStream();
        try (ServerSocket door = new ServerSocket(0, 0, loopback);
                ServerSocketChannel channels = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0))) {
            Closeable[] ends = {
                new Socket(loopback, door.getLocalPort()),
                door.accept(),
                SocketChannel.open(channels.getLocalAddress()),
                channels.accept()
            };
            Class.forName("org.kohsuke.file_leak_detector.Listener", true, ClassLoader.getSystemClassLoader())
                    .getMethod("dump", OutputStream.class)
                    .invoke(null, listing);
            for (Closeable end : ends) {
                end.close();
            }
        }
        int listed = 0;
        for (String line : listing.toString("UTF-8").split("\n")) {
            if (line.matches("#\\d+ socket (to|channel) .*")) {
                listed++;
            }
        }
        System.out.println(listed);
    }
}
