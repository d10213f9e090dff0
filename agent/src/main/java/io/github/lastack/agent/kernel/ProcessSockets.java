// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import io.github.lastack.agent.JdkInternals;
import io.github.lastack.model.TcpState;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The TCP connections that this process holds, by descriptor number, as proc(5) tells: for an agent that comes into a JVM
 * which has connections already, and hence a file system that nobody waits to set up. Keeps nothing open.
 */
public final class ProcessSockets {
    private static final String SOCKET = "socket:[";
    private static final File DESCRIPTORS = new File("/proc/self/fd");
    private static final int READINGS = 3;
    private static final String[] TABLES = {"/proc/self/net/tcp", "/proc/self/net/tcp6"};

    private final MethodHandle number;
    private final MethodHandle setNumber;

    /** @throws ReflectiveOperationException if this JDK is not as expected */
    public ProcessSockets(JdkInternals jdk) throws ReflectiveOperationException {
        number = jdk.getter(FileDescriptor.class, "fd");
        setNumber = jdk.setter(FileDescriptor.class, "fd");
    }

    /** A connection that was there before the agent. */
    public static final class Found {
        public final int number;
        /** What tells that the number is still the same socket's. */
        public final String inode;

        public final TcpState state;
        public final InetSocketAddress local;
        public final InetSocketAddress remote;
        /** Whether this process listens on the local port. */
        public final boolean accepted;

        private Found(int number, Row row, boolean accepted) {
            this.number = number;
            this.inode = row.inode;
            this.state = row.state;
            this.local = row.local;
            this.remote = row.remote;
            this.accepted = accepted;
        }
    }

    /** The connections; listening and unconnected sockets are left out. Empty where there is no proc file system. */
    public List<Found> connections() throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        String[] names = DESCRIPTORS.list();
        for (String name : names == null ? new String[0] : names) {
            String inode = inodeOf(Integer.parseInt(name));
            if (inode != null) {
                numbers.put(inode, Integer.valueOf(name));
            }
        }
        // By inode: a table that changes while it is read can show a row twice, or not at all.
        Map<String, Row> rows = new LinkedHashMap<>();
        for (int i = 0; i < READINGS && !rows.keySet().containsAll(numbers.keySet()); i++) {
            for (String table : TABLES) {
                read(new File(table), numbers.keySet(), rows);
            }
        }
        Set<Integer> listening = new HashSet<>();
        for (Row row : rows.values()) {
            if (row.state == TcpState.LISTEN) {
                listening.add(row.local.getPort());
            }
        }
        List<Found> found = new ArrayList<>();
        for (Row row : rows.values()) {
            if (row.state != TcpState.LISTEN && row.state != TcpState.CLOSED) {
                found.add(new Found(numbers.get(row.inode), row, listening.contains(row.local.getPort())));
            }
        }
        return found;
    }

    /** The socket behind the number, or null if it is none. */
    public static String inodeOf(int number) {
        try {
            String target = Files.readSymbolicLink(Paths.get(DESCRIPTORS.getPath(), Integer.toString(number)))
                    .toString();
            return target.startsWith(SOCKET) ? target.substring(SOCKET.length(), target.length() - 1) : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** -1 for a closed one. */
    public int numberOf(FileDescriptor descriptor) {
        try {
            return (int) number.invokeExact(descriptor);
        } catch (Throwable t) {
            return -1;
        }
    }

    /** A descriptor object of ours with that number, to ask the kernel with; nothing ever closes it. */
    public FileDescriptor descriptorOf(int descriptorNumber) {
        FileDescriptor descriptor = new FileDescriptor();
        try {
            setNumber.invokeExact(descriptor, descriptorNumber);
        } catch (Throwable t) {
            return descriptor; // is not valid, and asking with it is turned away
        }
        return descriptor;
    }

    private static void read(File table, Set<String> inodes, Map<String, Row> rows) throws IOException {
        if (!table.exists()) {
            return;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new FileInputStream(table), StandardCharsets.US_ASCII))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
                String[] columns = line.trim().split(" +");
                if (columns.length > 9 && inodes.contains(columns[9])) {
                    rows.put(columns[9], new Row(columns));
                }
            }
        }
    }

    private static final class Row {
        final InetSocketAddress local;
        final InetSocketAddress remote;
        final TcpState state;
        final String inode;

        Row(String[] columns) throws IOException {
            local = address(columns[1]);
            remote = address(columns[2]);
            state = Kernel.linuxState(Integer.parseInt(columns[3], 16));
            inode = columns[9];
        }

        /** Words of four bytes in host order, which is the little end first where Java runs on Linux today. */
        private static InetSocketAddress address(String text) throws IOException {
            int colon = text.indexOf(':');
            byte[] bytes = new byte[colon / 2];
            for (int i = 0; i < bytes.length; i++) {
                int from = (i / 4 * 4 + 3 - i % 4) * 2;
                bytes[i] = (byte) Integer.parseInt(text.substring(from, from + 2), 16);
            }
            int port = Integer.parseInt(text.substring(colon + 1), 16);
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        }
    }
}
