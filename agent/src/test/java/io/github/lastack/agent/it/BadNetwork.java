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
 * A network of the test's own, with nothing but a loopback device, that loses what the test wants to be lost. Segments
 * are dropped as they come in: dropping a segment on its way out would fail the send, and count as local congestion.
 * The network lives as long as this JVM; nothing outside it is touched.
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

    /** Makes a network, or skips the test with the reason where this system does not allow it. */
    public static BadNetwork makeOrSkip() throws IOException, InterruptedException {
        Optional<String> hindrance = hindrance();
        hindrance.ifPresent(why -> Assumptions.abort("no bad network can be made here: " + why));
        return make();
    }

    /** Returns why none can be made here; empty if one can. */
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
                    : Optional.of("that takes root, unshare(1), nsenter(1), ip(8), tc(8), nft(8) and"
                            + " nf_tables in the kernel ("
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

    /** Returns the command that runs a program, which follows it, in the network. */
    public List<String> command() {
        return List.of("nsenter", "--net=" + file());
    }

    /** Returns the namespace for setns(2); there is no such file once it is closed. */
    Path file() {
        return Path.of("/proc", Long.toString(holder.pid()), "ns", "net");
    }

    /** Returns a table of the network: of its sockets ({@code tcp}), or its counters ({@code snmp}); see proc(5). */
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

    /** Returns all TCP sockets in it; those of a JVM that has IPv6 are in that table. */
    public List<Row> sockets() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            tableOf(table).stream().skip(1).map(Row::parse).forEach(rows::add);
        }
        return rows;
    }

    // ---- losses, from the call on ----

    /** Drops a percentage of all TCP segments, at random. */
    public void loses(int percent) throws IOException, InterruptedException {
        add("meta l4proto tcp numgen random mod 100 < " + percent + " drop");
    }

    /** Drops everything for and from a port: its owner has vanished. */
    public void vanishes(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " drop");
        add("tcp sport " + port + " drop");
    }

    /** Drops the SYNs for a port. */
    public void losesSyns(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " " + SYN + " drop");
    }

    /** Drops the last segment of handshakes with a port: acknowledgements for it without data. */
    public void losesLastAcksOfHandshakes(int port) throws IOException, InterruptedException {
        losesAcksFor(port);
    }

    /** Drops the FINs from a port. */
    public void losesFinsFrom(int port) throws IOException, InterruptedException {
        add("tcp sport " + port + " " + FIN + " drop");
    }

    /** Drops the FINs for a port. */
    public void losesFinsFor(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " " + FIN + " drop");
    }

    /** Drops acknowledgements without data for a port, such as that of its FIN. */
    public void losesAcksFor(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " " + PURE_ACK + " drop");
    }

    /** Drops acknowledgements without data from a port. */
    public void losesAcksFrom(int port) throws IOException, InterruptedException {
        add("tcp sport " + port + " " + PURE_ACK + " drop");
    }

    /** Answers everything for a port with a reset. */
    public void resets(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " reject with tcp reset");
    }

    /** Answers everything for a port with "host unreachable". */
    public void isUnreachable(int port) throws IOException, InterruptedException {
        add("tcp dport " + port + " reject with icmpx type host-unreachable");
    }

    /** Lets segments wait in a queue of that rate, and drops those that would wait longer. */
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

    /** Ends all losses and delays. */
    public void heals() throws IOException, InterruptedException {
        rules.clear();
        apply();
        if (slow) {
            run("tc", "qdisc", "del", "dev", "lo", "root");
            slow = false;
        }
    }

    /** Sets what sysctl(8) does, for this network: {@code tcp_retries2}. */
    public void set(String setting, int value) throws IOException, InterruptedException {
        run("sh", "-c", "echo " + value + " > /proc/sys/net/ipv4/" + setting);
    }

    /** Sets the range of ports for sockets that ask for any port, including both ends. */
    public void givesPorts(int lowest, int highest) throws IOException, InterruptedException {
        run("sh", "-c", "echo " + lowest + " " + highest + " > /proc/sys/net/ipv4/ip_local_port_range");
    }

    /** Sets the longest time before a retransmission, where the kernel (6.15) has that setting. */
    public void retransmitsAfterAtMost(int milliseconds) throws IOException, InterruptedException {
        if (Files.exists(Path.of("/proc/sys/net/ipv4/tcp_rto_max_ms"))) {
            set("tcp_rto_max_ms", milliseconds);
        }
    }

    private void add(String rule) throws IOException, InterruptedException {
        rules.add(rule);
        apply();
    }

    /** Applies all rules at once, so that no segment slips through. */
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

    /** Ends the network, which lives as long as a process in it. */
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
