// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The child JVM of {@link LoopbackPeer}: one command a line on standard input, one answer a line on standard output.
 */
final class PeerProcess {
    private final Map<Integer, PeerServer> servers = new HashMap<>();
    private final Map<Integer, List<Socket>> held = new HashMap<>();

    public static void main(String[] args) throws IOException, InterruptedException {
        PeerProcess peer = new PeerProcess();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            System.out.println(peer.answer(command.split(" ")));
        }
    }

    private String answer(String[] command) throws InterruptedException {
        try {
            return obey(command);
        } catch (IOException e) {
            return "failed " + e;
        }
    }

    private String obey(String[] command) throws IOException, InterruptedException {
        if (command[0].equals("listen")) {
            return String.valueOf(listen(PeerBehavior.valueOf(command[1])));
        }
        int port = Integer.parseInt(command[1]);
        switch (command[0]) {
            case "closeVisitors":
                servers.get(port).closeVisitors(Integer.parseInt(command[2]));
                return "closed";
            case "awaitClosed":
                servers.get(port).awaitClosed(Integer.parseInt(command[2]));
                return "closed";
            case "connect":
                connect(port, Integer.parseInt(command[2]), command.length > 3 ? command[3] : "");
                return "connected";
            case "knock":
                knock(port, Integer.parseInt(command[2]));
                return "knocked";
            case "hear":
                hear(port);
                return "heard";
            case "leave":
                leave(port);
                return "left";
            case "visit":
                visit(port, Integer.parseInt(command[2]));
                return "visited";
            default:
                return "failed: unknown command " + command[0];
        }
    }

    private int listen(PeerBehavior manner) throws IOException {
        if (manner == PeerBehavior.REFUSE) {
            Socket bound = new Socket();
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            held.computeIfAbsent(bound.getLocalPort(), none -> new ArrayList<>())
                    .add(bound);
            return bound.getLocalPort();
        }
        PeerServer server = new PeerServer(manner);
        servers.put(server.port(), server);
        return server.port();
    }

    private void connect(int port, int connections, String greeting) throws IOException {
        byte[] text = URLDecoder.decode(greeting, "US-ASCII").getBytes(US_ASCII);
        for (int i = 0; i < connections; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write(text);
            held.computeIfAbsent(port, none -> new ArrayList<>()).add(socket);
        }
    }

    private static void knock(int port, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                throw new IOException("answered");
            } catch (SocketTimeoutException expected) {
                // no answer
            }
        }
    }

    private void hear(int port) throws IOException {
        for (Socket socket : held.get(port)) {
            for (int c = socket.getInputStream().read(); c != '\n' && c != -1; ) {
                c = socket.getInputStream().read();
            }
        }
    }

    private void leave(int port) throws IOException {
        for (Socket socket : held.remove(port)) {
            socket.close();
        }
    }

    private static void visit(int port, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write("anything new?\n".getBytes(US_ASCII));
                while (socket.getInputStream().read() != -1) {
                    // up to end of stream: the server closes first
                }
            }
        }
    }
}
