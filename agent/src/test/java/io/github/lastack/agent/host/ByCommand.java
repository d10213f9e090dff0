// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Does with sockets of the loopback what the lines of stdin say, each in a thread of its own, since it may take long:
 *
 * <pre>
 * listen PORT
 * connect NAME PORT
 * accept NAME PORT
 * write NAME BYTES
 * read NAME BYTES     until so many have come
 * shut NAME           its output
 * close NAME
 * </pre>
 *
 * Says of each {@code ok: LINE}, or what it threw: {@code java.net.SocketException: LINE}.
 */
public final class ByCommand {
    private static final int BACKLOG = 50;
    private static final Map<String, ServerSocket> DOORS = new ConcurrentHashMap<>();
    private static final Map<String, Socket> SOCKETS = new ConcurrentHashMap<>();

    private ByCommand() {}

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String command = line;
            threads.execute(() -> carryOut(command));
        }
    }

    private static void carryOut(String line) {
        try {
            carryOut(line.split(" "));
            System.out.println("ok: " + line);
        } catch (IOException e) {
            System.out.println(e.getClass().getName() + ": " + line);
        }
    }

    private static void carryOut(String[] words) throws IOException {
        String name = words[1];
        switch (words[0]) {
            case "listen":
                DOORS.put(name, new ServerSocket(Integer.parseInt(name), BACKLOG, InetAddress.getLoopbackAddress()));
                break;
            case "connect":
                Socket socket = new Socket();
                SOCKETS.put(name, socket);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[2])));
                break;
            case "accept":
                SOCKETS.put(name, DOORS.get(words[2]).accept());
                break;
            case "write":
                SOCKETS.get(name).getOutputStream().write(new byte[Integer.parseInt(words[2])]);
                break;
            case "read":
                read(SOCKETS.get(name), Integer.parseInt(words[2]));
                break;
            case "shut":
                SOCKETS.get(name).shutdownOutput();
                break;
            case "close":
                SOCKETS.get(name).close();
                break;
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    private static void read(Socket socket, int bytes) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int left = bytes; left > 0; ) {
            int count = socket.getInputStream().read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                throw new java.io.EOFException();
            }
            left -= count;
        }
    }
}
