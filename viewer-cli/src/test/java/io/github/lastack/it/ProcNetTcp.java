// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import io.github.lastack.agent.it.BadNetwork;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The kernel's own list of TCP sockets: {@code /proc/net/tcp} and {@code tcp6}, and which of them a process holds.
 *
 * <p>Addresses are words in the machine's byte order, printed as hexadecimal numbers; ports are plain numbers.
 */
final class ProcNetTcp {
    /** By number, as in include/net/tcp_states.h; NEW_SYN_RECV is a SYN_RECEIVED of another name. */
    private static final List<String> STATES = List.of(
            "",
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECEIVED",
            "FIN_WAIT_1",
            "FIN_WAIT_2",
            "TIME_WAIT",
            "CLOSED",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING",
            "SYN_RECEIVED");

    private static final String MAPPED = "0000000000000000FFFF0000";

    /** One line; endpoints are written as Lastack writes them. */
    record Entry(String local, String remote, String state, long inode) {}

    private ProcNetTcp() {}

    /** The TCP sockets that the process holds; the kernel may list one twice while others come and go. */
    static List<Entry> heldBy(long pid) throws IOException {
        Set<Long> inodes = socketInodes(pid);
        List<Entry> entries = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table));
            lines.stream()
                    .skip(1)
                    .map(ProcNetTcp::parse)
                    .filter(entry -> inodes.contains(entry.inode()))
                    .distinct()
                    .forEach(entries::add);
        }
        return entries;
    }

    /** All of this network namespace, also those that no process holds: in TIME_WAIT, or orphans in FIN_WAIT_2. */
    static List<Entry> all() throws IOException {
        return all(name -> Files.readAllLines(Path.of("/proc/net", name)));
    }

    /** All of another one. */
    static List<Entry> all(BadNetwork network) throws IOException {
        return all(network::tableOf);
    }

    private interface Tables {
        List<String> read(String name) throws IOException;
    }

    private static List<Entry> all(Tables tables) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            tables.read(table).stream().skip(1).map(ProcNetTcp::parse).forEach(entries::add);
        }
        return entries;
    }

    static Entry parse(String line) {
        String[] fields = line.trim().split("\\s+");
        return new Entry(
                endpoint(fields[1]),
                endpoint(fields[2]),
                STATES.get(Integer.parseInt(fields[3], 16)),
                Long.parseLong(fields[9]));
    }

    private static Set<Long> socketInodes(long pid) throws IOException {
        Set<Long> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(Long.parseLong(target.substring("socket:[".length(), target.length() - 1)));
                }
            }
        }
        return inodes;
    }

    /** Empty for a descriptor that was closed between listing and looking. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException gone) {
            return "";
        }
    }

    private static String endpoint(String hex) {
        int colon = hex.indexOf(':');
        String address = hex.substring(0, colon);
        int port = Integer.parseInt(hex.substring(colon + 1), 16);
        if (address.startsWith(MAPPED)) {
            address = address.substring(MAPPED.length());
        }
        int[] bytes = bytes(address);
        return (bytes.length == 4 ? ipv4(bytes) : "[" + ipv6(bytes) + "]") + ":" + port;
    }

    /** Undoes the byte order of x86 and most others, word by word. */
    private static int[] bytes(String hexWords) {
        int[] bytes = new int[hexWords.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int from = (i / 4 * 4 + 3 - i % 4) * 2;
            bytes[i] = Integer.parseInt(hexWords.substring(from, from + 2), 16);
        }
        return bytes;
    }

    private static String ipv4(int[] bytes) {
        return bytes[0] + "." + bytes[1] + "." + bytes[2] + "." + bytes[3];
    }

    /** The tests talk over IPv4; of IPv6 they meet wildcard and loopback only. */
    private static String ipv6(int[] bytes) {
        for (int i = 0; i < 15; i++) {
            if (bytes[i] != 0) {
                throw new UnsupportedOperationException("an IPv6 address that no test uses");
            }
        }
        return "::" + (bytes[15] == 0 ? "" : Integer.toHexString(bytes[15]));
    }
}
