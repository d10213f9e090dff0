// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of the test's own, with nothing but a loopback device, that loses what the test wants to be lost. Segments are
 * dropped as they come in: what is dropped on its way out fails the send, and counts as local congestion. It lives as long
 * as this JVM, and takes all of its settings with it; nothing outside of it is touched.
 *
 * <pre>{@code
 * try (BadNetwork network = BadNetwork.makeOrSkip();
 *         HostJvm host = HostJvm.on(jdk).main(Client.class).in(network).start()) {
 *     network.vanishes(port); // nothing that is for that port or comes from it arrives any more
 * }
 * }</pre>
 *
 * Thread-safety: for one test thread.
 */
public final class BadNetwork implements AutoCloseable {
    /** Matches, as nft(8) has them. */
    private static final String PURE_ACK = "tcp flags & (fin | syn | rst | psh | ack) == ack";

    private static final String FIN = "tcp flags & fin == fin";
    private static final String SYN = "tcp flags & (syn | ack) == syn";

    private final Process holder;
    private final List<String> rules = new ArrayList<>();
    private boolean slow;

    private BadNetwork(Process holder) {
        this.holder = holder;
    }

    /** Skips the test, and says why, where this system lets nobody make one. */
    public static BadNetwork makeOrSkip() throws IOException, InterruptedException {
        Optional<String> hindrance = hindrance();
        hindrance.ifPresent(why -> Assumptions.abort("no bad network can be made here: " + why));
        return make();
    }

    /** Why none can be made here; empty if one can. */
    public static Optional<String> hindrance() throws IOException, InterruptedException {
        String trial = "ip link set lo up && nft add table inet lastack && tc -V >/dev/null"
                + " && test -w /proc/sys/net/ipv4/tcp_retries2";
        try {
            Process process = new ProcessBuilder("unshare", "-n", "sh", "-c", trial)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes()).trim();
            boolean isMade = process.waitFor() == 0;
            return isMade
                    ? Optional.empty()
                    : Optional.of(
                            "that takes root, unshare(1), nsenter(1), ip(8), tc(8), nft(8) and nf_tables in the kernel ("
                                    + said + ")");
        } catch (IOException notInstalled) {
            return Optional.of("no unshare(1)");
        }
    }

    private static BadNetwork make() throws IOException, InterruptedException {
        // What keeps the namespace is a process that ends with this JVM: its standard input does.
        Process holder =
                new ProcessBuilder("unshare", "-n", "sh", "-c", "ip link set lo up && echo up && exec cat").start();
        BadNetwork network = new BadNetwork(holder);
        byte[] up = holder.getInputStream().readNBytes("up".length());
        if (up.length == 0) {
            network.close();
            throw new IOException(
                    "unshare: " + new String(holder.getErrorStream().readAllBytes()));
        }
        network.apply();
        return network;
    }

    /** What to put before a program and its arguments to have it run there. */
    public List<String> command() {
        return List.of("nsenter", "--net=" + file());
    }

    /** The namespace, as setns(2) has it; there is no such file once it is closed. */
    Path file() {
        return Path.of("/proc", Long.toString(holder.pid()), "ns", "net");
    }

    /** A table of the network: of its sockets ({@code tcp}), or its counters ({@code snmp}); see proc(5). */
    public List<String> tableOf(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(holder.pid()), "net", name));
    }

    /**
     * A socket as the kernel lists it, whether or not a program still has it.
     *
     * @param state as Lastack writes it
     * @param retransmits of the oldest segment that is not acknowledged
     */
    public record Row(int localPort, int remotePort, String state, int retransmits) {
        /** By number, as in include/net/tcp_states.h. */
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

        private static Row parse(String line) {
            String[] fields = line.trim().split("\\s+");
            return new Row(
                    port(fields[1]),
                    port(fields[2]),
                    STATES.get(Integer.parseInt(fields[3], 16)),
                    Integer.parseInt(fields[6], 16));
        }

        private static int port(String end) {
            return Integer.parseInt(end.substring(end.indexOf(':') + 1), 16);
        }
    }

    /** All sockets of TCP there; those of a JVM that has IPv6 are in that table. */
    public List<Row> sockets() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            tableOf(table).stream().skip(1).map(Row::parse).forEach(rows::add);
        }
        return rows;
    }

    // ---- what is lost, from now on ----

    /** So many of a hundred segments of TCP, by chance. */
    public void loses(int percent) throws IOException, InterruptedException {
        add("meta l4proto tcp numgen random mod 100 < " + percent + " drop");
    }

    /** All that is for the port and all that comes from it: who has it is gone without a word. */
    public void vanishes(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " drop");
        add("tcp sport " + port + " drop");
    }

    /** The SYNs for the port. */
    public void losesSyns(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " " + SYN + " drop");
    }

    /** What ends a handshake with that port: acknowledgements for it that bring no data. */
    public void losesLastAcksOfHandshakes(int port) throws IOException, InterruptedException {
        losesAcksFor(port);
    }

    /** The FINs that come from the port. */
    public void losesFinsFrom(int port) throws IOException, InterruptedException {
        add("tcp sport " + port + " " + FIN + " drop");
    }

    /** The FINs for the port. */
    public void losesFinsFor(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " " + FIN + " drop");
    }

    /** Acknowledgements for the port that bring no data: of its FIN, for one. */
    public void losesAcksFor(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " " + PURE_ACK + " drop");
    }

    /** Acknowledgements from the port that bring no data. */
    public void losesAcksFrom(int port) throws IOException, InterruptedException {
        add("tcp sport " + port + " " + PURE_ACK + " drop");
    }

    /** Who sends anything to the port is answered with a reset. */
    public void resets(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " reject with tcp reset");
    }

    /** Who sends anything to the port is told that the host cannot be reached. */
    public void isUnreachable(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " reject with icmpx type host-unreachable");
    }

    /** Segments wait in a queue that lets so many kilobits through in a second, and drops what would wait longer. */
    public void isSlow(int kilobits, int milliseconds) throws IOException, InterruptedException {
        slow = true;
        run(
                "tc",
                "qdisc",
                "replace",
                "dev",
                "lo",
                "root",
                "tbf",
                "rate",
                kilobits + "kbit",
                "burst",
                "128kb",
                "latency",
                milliseconds + "ms");
    }

    /** Nothing is lost any more, and nothing waits. */
    public void heals() throws IOException, InterruptedException {
        rules.clear();
        apply();
        if (slow) {
            run("tc", "qdisc", "del", "dev", "lo", "root");
            slow = false;
        }
    }

    /** Sets what sysctl(8) does, of this network: {@code tcp_retries2}. */
    public void set(String setting, int value) throws IOException, InterruptedException {
        run("sh", "-c", "echo " + value + " > /proc/sys/net/ipv4/" + setting);
    }

    /** Gives sockets that ask for any port one of these, the last included. */
    public void givesPorts(int lowest, int highest) throws IOException, InterruptedException {
        run("sh", "-c", "echo " + lowest + " " + highest + " > /proc/sys/net/ipv4/ip_local_port_range");
    }

    /** Sends what is lost again after that time at the latest, where the kernel (6.15) lets that be said. */
    public void retransmitsAfterAtMost(int milliseconds) throws IOException, InterruptedException {
        if (Files.exists(Path.of("/proc/sys/net/ipv4/tcp_rto_max_ms"))) {
            set("tcp_rto_max_ms", milliseconds);
        }
    }

    private void add(String rule) throws IOException, InterruptedException {
        rules.add(rule);
        apply();
    }

    /** All at once, so that no segment slips through. */
    private void apply() throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder(
                        "table inet lastack\ndelete table inet lastack\ntable inet lastack {\n")
                .append("chain input { type filter hook input priority 0;\n");
        rules.forEach(rule -> script.append(rule).append('\n'));
        run("sh", "-c", "nft -f - <<'END'\n" + script + "}\n}\nEND\n");
    }

    private void run(String... program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(program));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", program) + ": " + said);
        }
    }

    /** The network goes with the last process in it. */
    @Override
    public void close() {
        holder.destroy();
        try {
            holder.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
