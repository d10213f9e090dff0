// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What following a connection costs that is opened, read to its end and closed at once: {@code ChurnBench AGENT_JAR ROUNDS
 * JDK_HOME...}, with the tests' classes on the class path. A peer is measured along where {@code -Dlastack.bench.peer=JAR}
 * names its agent (file-leak-detector 1.13 follows sockets on JDK 8 alone: on 11 its option {@code trace} prints nothing), and
 * JFR's method-trace where the JDK has it.
 *
 * <p>Added is what the threads that connect and close take more in the steady state, then what the whole process does (its
 * garbage collector, JIT and recorder too), then what those threads do in their first second, when most of it is not compiled.
 * Every round runs all of them in turns, so that whatever else the machine does falls on all alike; take the ratios.
 */
public final class ChurnBench {
    private static final String SECONDS = "12";

    /** Frames below which the calls are made. */
    private static final String DEPTH = "30";

    /** JEP 520. */
    private static final int HAS_METHOD_TRACE = 25;

    /** Those that method-trace is asked for: connect, accept and close, by API. */
    private static final Map<String, String> METHODS = Map.of(
            "Socket",
            "java.net.Socket::connect;java.net.ServerSocket::accept;java.net.Socket::close",
            "SocketChannel",
            "sun.nio.ch.SocketChannelImpl::connect;sun.nio.ch.ServerSocketChannelImpl::accept;"
                    + "java.nio.channels.spi.AbstractInterruptibleChannel::close");

    private ChurnBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println(
                "| JDK, threads | with | CPU an end | added | of the process | first second | ends a second, ratio |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            for (String api : List.of("Socket", "SocketChannel")) {
                for (String threads : List.of("1", "4")) {
                    measure(args[0], Integer.parseInt(args[1]), home, api, threads);
                }
            }
        }
    }

    private static void measure(String jar, int rounds, String home, String api, String threads)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("churn", ".jfr");
        Host host = new Host(home)
                .with("JFR's default recording", "-XX:StartFlightRecording=settings=default,filename=" + file)
                .with("Lastack", "-javaagent:" + jar)
                .with("Lastack, recording", "-javaagent:" + jar + "=record=" + file)
                .with("the same of every connection", "-javaagent:" + jar + "=detail=all")
                .with("the same, recording", "-javaagent:" + jar + "=detail=all,record=" + file);
        if (Host.release(home) >= HAS_METHOD_TRACE) {
            host.with(
                    "JFR's method-trace",
                    "-XX:StartFlightRecording:filename=" + file + ",method-trace=" + METHODS.get(api));
        }
        String peer = System.getProperty("lastack.bench.peer");
        if (peer != null) {
            host.with(Path.of(peer).getFileName().toString(), "-javaagent:" + peer);
        }
        host.run(rounds, "Churn", api, threads, DEPTH, SECONDS);
        for (String companion : host.companions()) {
            System.out.printf(
                    "| %s %s, %s | %s | %.1f us | %.1f us | %.1f us | %.1f us | %.2f |%n",
                    Host.version(home),
                    api,
                    threads,
                    companion,
                    host.median(companion, 0),
                    host.added(companion, 0),
                    host.added(companion, 2),
                    host.added(companion, 3),
                    host.ratio(companion, 1));
        }
        Files.delete(file);
    }
}
