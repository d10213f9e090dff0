// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * Leaves connections in known states, and does what the lines of stdin say: {@code bean} prints the MXBean's attributes
 * once it is registered, {@code gone} whether it is registered, {@code drop} drops a channel. Ends with stdin.
 */
public final class Managed {
    private static final List<Object> KEPT = new ArrayList<>();
    private static final long LIMIT_MILLIS = 30_000;

    private Managed() {}

    public static void main(String[] args) throws Exception {
        ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        KEPT.add(door);
        for (int i = 0; i < 3; i++) {
            Socket client = open(door.getLocalPort());
            Socket accepted = door.accept();
            KEPT.add(client);
            KEPT.add(accepted);
            (i < 2 ? accepted : client).close();
        }
        KEPT.add(SocketChannel.open());
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("drop")) {
                drop(door.getLocalPort());
                KEPT.add(door.accept());
            } else if (line.startsWith("bean")) {
                print();
            } else {
                System.out.println("registered " + server().isRegistered(name()));
            }
            System.out.println("done " + line);
        }
    }

    private static Socket open(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void drop(int port) throws IOException {
        SocketChannel.open(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static ObjectName name() throws Exception {
        return new ObjectName("io.github.lastack:type=Connections");
    }

    private static void print() throws Exception {
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        while (!server().isRegistered(name()) && System.currentTimeMillis() < deadline) {
            Thread.sleep(50);
        }
        Map<String, Object> values = new TreeMap<>();
        for (MBeanAttributeInfo attribute : server().getMBeanInfo(name()).getAttributes()) {
            Object value = server().getAttribute(name(), attribute.getName());
            if (value instanceof CompositeData) {
                for (String item : ((CompositeData) value).getCompositeType().keySet()) {
                    values.put(attribute.getName() + "." + item, ((CompositeData) value).get(item));
                }
            } else if (value instanceof TabularData) {
                for (Object row : ((TabularData) value).values()) {
                    CompositeData site = (CompositeData) ((CompositeData) row).get("value");
                    values.put("site " + ((CompositeData) row).get("key"), site.get("connections"));
                    values.put("oldest " + ((CompositeData) row).get("key"), site.get("oldestSeconds"));
                }
            } else {
                values.put(attribute.getName(), value);
            }
        }
        for (Map.Entry<String, Object> value : values.entrySet()) {
            System.out.println(value.getKey() + " = " + value.getValue());
        }
    }
}
