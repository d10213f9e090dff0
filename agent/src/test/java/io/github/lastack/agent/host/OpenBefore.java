// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;

/**
 * Has connections of every API to an address of this host, and ends each in one of several ways once it is told to on
 * stdin: {@code OpenBefore ADDRESS}. Prints {@code @API-ENDING PORT} for every door, {@code ready}, and {@code done};
 * ends with stdin.
 */
public final class OpenBefore {
    private static final int MEETINGS = 40;

    /** Kept: else they are collected, and an accepted connection looks like a connecting one. */
    private static final List<Api.Door> DOORS = new ArrayList<>();

    private OpenBefore() {}

    /** A way in which a connection goes on and ends. */
    private interface WayToEnd {
        void of(ConnectionEnd client, ConnectionEnd server) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        InetAddress here = InetAddress.getByName(args[0]);
        Map<String, Api> apis = new LinkedHashMap<>();
        apis.put("Socket", new SocketApi());
        apis.put("SocketChannel", new ChannelApi());
        apis.put("AsynchronousSocketChannel", new AsyncApi());
        List<WayToEnd> endings = new ArrayList<>();
        List<ConnectionEnd[]> pairs = new ArrayList<>();
        for (Map.Entry<String, Api> api : apis.entrySet()) {
            for (Map.Entry<String, WayToEnd> ending : endings().entrySet()) {
                Api.Door door = api.getValue().listen(here, 0);
                DOORS.add(door);
                System.out.println("@" + api.getKey() + "-" + ending.getKey() + " "
                        + door.address().getPort());
                for (int i = 0; i < (ending.getKey().equals("metByTwo") ? MEETINGS : 1); i++) {
                    pairs.add(new ConnectionEnd[] {api.getValue().connect(door.address()), door.accept()});
                    endings.add(ending.getValue());
                }
            }
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        in.readLine();
        for (int i = 0; i < pairs.size(); i++) {
            endings.get(i).of(pairs.get(i)[0], pairs.get(i)[1]);
        }
        System.out.println("done");
        in.readLine();
    }

    /** The ways, each of which meets the connection in another call first. */
    private static Map<String, WayToEnd> endings() {
        Map<String, WayToEnd> endings = new LinkedHashMap<>();
        endings.put("closed", (client, server) -> {
            client.close();
            server.close();
        });
        endings.put("shut", (client, server) -> {
            client.shutdownOutput();
            end(server);
            server.close();
            client.close();
        });
        endings.put("ended", (client, server) -> {
            server.shutdownOutput();
            end(client);
            client.close();
            server.close();
        });
        endings.put("metByTwo", OpenBefore::metByTwo);
        return endings;
    }

    /** Reads the end in one thread, while another shuts the output down. */
    private static void metByTwo(ConnectionEnd client, ConnectionEnd server) throws Exception {
        server.shutdownOutput();
        CyclicBarrier both = new CyclicBarrier(2);
        Thread other = new Thread(() -> SceneOutput.unchecked(() -> {
            both.await();
            client.shutdownOutput();
            return null;
        }));
        other.start();
        both.await();
        end(client);
        other.join();
        client.close();
        server.close();
    }

    private static void end(ConnectionEnd link) throws IOException {
        if (link.read() != -1) {
            throw new AssertionError("data from nowhere");
        }
    }
}
