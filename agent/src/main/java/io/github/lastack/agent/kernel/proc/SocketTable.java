// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.agent.kernel.TcpInfo;
import io.github.lastack.model.TcpState;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The kernel's table of the TCP sockets in this process's network namespace, proc(5), read row by row: this is a
 * cursor, and its methods describe the present row. What is not asked for is not parsed, and nothing of a row is kept.
 *
 * <p>The table changes while it is read: a row may come twice, or not at all. Not thread-safe.
 */
public final class SocketTable {
    /** Receives one row after the other. */
    public interface Rows {
        void row(SocketTable row) throws IOException;
    }

    private static final File IPV4 = new File("/proc/self/net/tcp");
    private static final File IPV6 = new File("/proc/self/net/tcp6"); // not there where IPv6 is off

    /** A larger one would make each read allocate memory of the C library, and the kernel hands out no more at once. */
    private static final int BUFFER = 8192;

    private static final int IPV4_DIGITS = 8;
    private static final int IPV6_DIGITS = 32;

    /** The column {@code tr} of a row whose timer is that of a timewait socket: net/ipv4/tcp_ipv4.c. */
    private static final byte[] WAITING = {'0', '3', ':'};

    /** USER_HZ is 100 wherever Linux runs. */
    private static final int MILLIS_PER_TICK = 10;

    // sl: local_address:port rem_address:port st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
    private final byte[] buffer = new byte[BUFFER];
    private int local; // where the row's local address is
    private int digits; // of an address
    private int end;

    private SocketTable() {}

    /** Reads the whole table. */
    public static void read(Rows rows) throws IOException {
        SocketTable table = new SocketTable();
        table.read(IPV4, rows);
        if (IPV6.exists()) {
            table.read(IPV6, rows);
        }
    }

    private void read(File file, Rows rows) throws IOException {
        try (InputStream in = new FileInputStream(file)) {
            read(in, rows);
        }
    }

    static void readFrom(InputStream in, Rows rows) throws IOException {
        new SocketTable().read(in, rows);
    }

    private void read(InputStream in, Rows rows) throws IOException {
        int held = 0;
        for (int n = in.read(buffer, held, BUFFER - held); n > 0; n = in.read(buffer, held, BUFFER - held)) {
            int from = lines(held, held + n, rows);
            held = held + n - from;
            System.arraycopy(buffer, from, buffer, 0, held);
            if (held == BUFFER) {
                throw new IOException("no line of a socket table is as long as this");
            }
        }
    }

    /**
     * Reads whole lines.
     *
     * @return where the line begins that is not yet whole
     */
    private int lines(int read, int until, Rows rows) throws IOException {
        int from = 0;
        for (int i = read; i < until; i++) {
            if (buffer[i] == '\n') {
                if (isRow(from, i)) {
                    rows.row(this);
                }
                from = i + 1;
            }
        }
        return from;
    }

    /** Places the cursor on a line; returns false for a heading. */
    private boolean isRow(int from, int lineEnd) {
        int colon = find((byte) ':', from, lineEnd);
        local = colon + 2;
        digits = find((byte) ':', local, lineEnd) - local;
        end = lineEnd;
        return (digits == IPV4_DIGITS || digits == IPV6_DIGITS)
                && queues() + 2 * IPV4_DIGITS + 1 < end
                && buffer[remote() - 1] == ' '
                && buffer[remote() + digits] == ':'
                && buffer[state() - 1] == ' '
                && buffer[queues() + IPV4_DIGITS] == ':';
    }

    private int find(byte wanted, int from, int until) {
        int at = from;
        while (at < until && buffer[at] != wanted) {
            at++;
        }
        return at;
    }

    private int remote() {
        return local + digits + ":1F90 ".length();
    }

    private int state() {
        return remote() + digits + ":1F90 ".length();
    }

    private int queues() {
        return state() + "0A ".length();
    }

    /** Returns the state; null for an unknown number. */
    public TcpState tcpState() {
        return TcpInfo.stateOf((int) hex(state(), 2));
    }

    public int localPort() {
        return (int) hex(local + digits + 1, 4);
    }

    public int remotePort() {
        return (int) hex(remote() + digits + 1, 4);
    }

    /** Returns the bytes to be read; for a listener, the connections to be accepted. */
    public int receiveQueue() {
        return (int) hex(queues() + IPV4_DIGITS + 1, 8);
    }

    /**
     * Returns how often the oldest unacknowledged segment has been sent again: data, a FIN, a SYN; in SYN_RECEIVED the
     * SYN-ACK, as often as its timer ran out.
     */
    public int retransmits() {
        int at = afterQueues(1);
        return at + IPV4_DIGITS <= end ? (int) hex(at, IPV4_DIGITS) : 0;
    }

    /**
     * Returns how long the kernel still keeps a socket that only waits, in TIME_WAIT or without a descriptor in
     * FIN_WAIT_2, in ms; -1 for any other.
     */
    public long waitsForMillis() {
        int at = afterQueues(0);
        boolean isWaiting = at + WAITING.length + IPV4_DIGITS <= end
                && buffer[at] == WAITING[0]
                && buffer[at + 1] == WAITING[1]
                && buffer[at + 2] == WAITING[2];
        return isWaiting ? hex(at + WAITING.length, IPV4_DIGITS) * MILLIS_PER_TICK : -1;
    }

    /**
     * Returns the inode; 0 where no descriptor leads to the socket: in TIME_WAIT, in a handshake, and until it is
     * accepted.
     */
    public long inode() {
        long inode = 0;
        for (int at = afterQueues(4); at < end && buffer[at] >= '0' && buffer[at] <= '9'; at++) {
            inode = inode * 10 + buffer[at] - '0';
        }
        return inode;
    }

    /**
     * Returns where the column begins that is so many columns after the queues; the end of the line if there is none.
     */
    private int afterQueues(int columns) {
        int at = queues() + 2 * IPV4_DIGITS + 1;
        for (int skipped = 0; skipped < columns; skipped++) {
            at = find((byte) ' ', skipSpaces(at), end);
        }
        return skipSpaces(at);
    }

    private int skipSpaces(int from) {
        int at = from;
        while (at < end && buffer[at] == ' ') {
            at++;
        }
        return at;
    }

    public InetSocketAddress localAddress() throws IOException {
        return new InetSocketAddress(address(local), localPort());
    }

    public InetSocketAddress remoteAddress() throws IOException {
        return new InetSocketAddress(address(remote()), remotePort());
    }

    /** Reads words of four bytes in host order, which is little-endian where Java runs on Linux today. */
    private InetAddress address(int at) throws IOException {
        byte[] bytes = new byte[digits / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) hex(at + (i / 4 * 4 + 3 - i % 4) * 2, 2);
        }
        return InetAddress.getByAddress(bytes); // turns a mapped address into an IPv4 one
    }

    private long hex(int at, int length) {
        long value = 0;
        for (int i = at; i < at + length; i++) {
            value = value << 4 | Character.digit(buffer[i], 16);
        }
        return value;
    }
}
