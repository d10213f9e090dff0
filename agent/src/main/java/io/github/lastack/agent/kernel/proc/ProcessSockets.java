// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.agent.jdk.JdkFields;
import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.model.TcpState;
import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
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
 * The TCP sockets that this process holds, by descriptor number, from proc(5): for an agent that is attached to a JVM
 * which already has connections, and so a file system that is set up. Keeps nothing open. The kernel is asked by
 * numbers that others may close and reuse meanwhile: it only answers, and the inode tells whose the answer is.
 */
public final class ProcessSockets {
    private static final String SOCKET = "socket:[";
    private static final File DESCRIPTORS = new File("/proc/self/fd");
    private static final int READINGS = 3;

    private final Kernel kernel;
    private final MethodHandle setNumber;

    /**
     * Finds the descriptor fields.
     *
     * @throws ReflectiveOperationException if this JDK is not as expected
     */
    public ProcessSockets(JdkInternals jdk, Kernel kernel) throws ReflectiveOperationException {
        JdkFields.require();
        this.kernel = kernel;
        setNumber = jdk.setter(FileDescriptor.class, "fd");
    }

    /** A descriptor of a TCP socket from before the agent. */
    public static final class Found {
        public final int number;
        /** Tells whether the number is still the same socket's. */
        public final long inode;

        /** CLOSED for a descriptor without a connection. */
        public final TcpState state;

        /** The local end; null if it is not known, as the next. */
        public final InetSocketAddress local;

        public final InetSocketAddress remote;
        /** True if this process listens on the local port. */
        public final boolean accepted;

        /** The kind of a descriptor without a connection. */
        public final Kernel.Use use;

        private Found(int number, long inode, Row row, boolean accepted) {
            this.number = number;
            this.inode = inode;
            this.state = row.state;
            this.local = row.local;
            this.remote = row.remote;
            this.accepted = accepted;
            this.use = row.use;
        }
    }

    /**
     * Returns connections, listeners, and descriptors without a connection. The last must be {@link #isStill asked
     * again} a while later, since a connect may be about to begin. Empty where there is no proc file system.
     */
    public List<Found> found() throws IOException {
        Map<Long, Integer> numbers = numbers();
        Map<Long, Row> rows = withoutConnection(numbers);
        Set<Long> listed = new HashSet<>(numbers.keySet());
        listed.removeAll(rows.keySet());
        // By inode: a table that changes while it is read may show a row twice, or not at all.
        Map<Long, Row> table = new LinkedHashMap<>();
        for (int i = 0; i < READINGS && !table.keySet().containsAll(listed); i++) {
            SocketTable.read(new SocketTable.Rows() {
                @Override
                public void row(SocketTable row) throws IOException {
                    if (numbers.containsKey(row.inode())) {
                        table.put(row.inode(), new Row(row));
                    }
                }
            });
        }
        rows.putAll(table); // those that have got a connection meanwhile
        return found(numbers, rows);
    }

    private static List<Found> found(Map<Long, Integer> numbers, Map<Long, Row> rows) {
        Set<Integer> listening = new HashSet<>();
        for (Row row : rows.values()) {
            if (row.state == TcpState.LISTEN) {
                listening.add(row.local.getPort());
            }
        }
        List<Found> found = new ArrayList<>();
        for (Map.Entry<Long, Row> entry : rows.entrySet()) {
            long inode = entry.getKey();
            Row row = entry.getValue();
            if (row.state != TcpState.CLOSED || row.use != Kernel.Use.OTHER) {
                boolean accepted =
                        row.state != TcpState.LISTEN && row.local != null && listening.contains(row.local.getPort());
                found.add(new Found(numbers.get(inode), inode, row, accepted));
            }
        }
        return found;
    }

    /**
     * Returns the descriptors of TCP sockets, or of all sockets where the kernel does not tell their kind; by inode.
     */
    private Map<Long, Integer> numbers() {
        Map<Long, Integer> numbers = new HashMap<>();
        String[] names = DESCRIPTORS.list();
        for (String name : names == null ? new String[0] : names) {
            int number = Integer.parseInt(name);
            long inode = inodeOf(number);
            if (inode != 0 && kernel.mayBeTcp(descriptorOf(number))) {
                numbers.put(inode, number);
            }
        }
        return numbers;
    }

    private Map<Long, Row> withoutConnection(Map<Long, Integer> numbers) {
        Map<Long, Row> rows = new LinkedHashMap<>();
        for (Map.Entry<Long, Integer> socket : numbers.entrySet()) {
            FileDescriptor descriptor = descriptorOf(socket.getValue());
            Kernel.Use use = kernel.useOf(descriptor);
            if (use != Kernel.Use.OTHER) {
                rows.put(
                        socket.getKey(),
                        new Row(use, use == Kernel.Use.OVER ? kernel.localAddressOf(descriptor) : null));
            }
        }
        return rows;
    }

    /** Returns whether a descriptor without a connection is still the same, and still without one. */
    public boolean isStill(Found old) {
        return kernel.useOf(descriptorOf(old.number)) == old.use && inodeOf(old.number) == old.inode;
    }

    /** Returns the inode of the socket behind the number, or 0 if it is no socket. */
    public static long inodeOf(int number) {
        try {
            String target = Files.readSymbolicLink(Paths.get(DESCRIPTORS.getPath(), Integer.toString(number)))
                    .toString();
            return target.startsWith(SOCKET)
                    ? Long.parseLong(target.substring(SOCKET.length(), target.length() - 1))
                    : 0;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** Returns the number of a descriptor; -1 for a closed one. */
    public int numberOf(FileDescriptor descriptor) {
        try {
            return (int) JdkFields.DESCRIPTOR_NUMBER.invokeExact(descriptor);
        } catch (Throwable t) {
            return -1;
        }
    }

    /** Returns a descriptor object of ours with that number, to ask the kernel with. It is never closed. */
    public FileDescriptor descriptorOf(int descriptorNumber) {
        FileDescriptor descriptor = new FileDescriptor();
        try {
            setNumber.invokeExact(descriptor, descriptorNumber);
        } catch (Throwable t) {
            return descriptor; // invalid, so that a question with it is turned away
        }
        return descriptor;
    }

    private static final class Row {
        final InetSocketAddress local;
        final InetSocketAddress remote;
        final TcpState state;
        final Kernel.Use use;

        Row(SocketTable row) throws IOException {
            local = row.localAddress();
            remote = row.remoteAddress();
            state = row.tcpState();
            use = Kernel.Use.OTHER;
        }

        /** A row without a connection. */
        Row(Kernel.Use use, InetSocketAddress local) {
            this.local = local;
            this.use = use;
            remote = null;
            state = TcpState.CLOSED;
        }
    }
}
