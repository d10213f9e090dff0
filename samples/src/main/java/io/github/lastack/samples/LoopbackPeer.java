// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The peer of a sample's connections: a child JVM on 127.0.0.1 that obeys commands, so that the JVM under observation
 * holds one end of each connection and not both.
 *
 * <p>Every method returns when the peer has reported on its standard output that the command is done; no sleeping is
 * needed. The peer ends when this JVM closes it or ends. Thread-safe.
 */
public final class LoopbackPeer implements Closeable {
    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    private LoopbackPeer(Process process) {
        this.process = process;
        this.commands =
                new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII), true);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Starts the child with this JVM's Java and class path, but with none of its agents. */
    public static LoopbackPeer start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PeerProcess.class.getName());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .keySet()
                .removeAll(Arrays.asList("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return new LoopbackPeer(builder.start());
    }

    /** Starts a server; returns its port. */
    public int listen(PeerBehavior manner) throws IOException {
        return Integer.parseInt(ask("listen " + manner));
    }

    /** Closes the connections to a port as soon as there are {@code visitors} of them. */
    public void closeVisitors(int port, int visitors) throws IOException {
        ask("closeVisitors " + port + " " + visitors);
    }

    /** Waits until the peer has closed {@code visitors} connections to a port, for any reason. */
    public void awaitClosed(int port, int visitors) throws IOException {
        ask("awaitClosed " + port + " " + visitors);
    }

    /** Opens connections to a server of this JVM, sends the greeting over each, and holds them. */
    public void connect(int port, int connections, String greeting) throws IOException {
        ask("connect " + port + " " + connections + " " + URLEncoder.encode(greeting, "US-ASCII"));
    }

    /** Tries to connect to a server of this JVM that does not answer, {@code times} times for half a second each. */
    public void knock(int port, int times) throws IOException {
        ask("knock " + port + " " + times);
    }

    /** Reads one line from each connection that {@link #connect} opened. */
    public void hear(int port) throws IOException {
        ask("hear " + port);
    }

    /** Closes the connections that {@link #connect} opened, with a reset where received data is unread. */
    public void leave(int port) throws IOException {
        ask("leave " + port);
    }

    /** Makes connections one after the other: connects, sends a line, reads to the end of stream, closes. */
    public void visit(int port, int times) throws IOException {
        ask("visit " + port + " " + times);
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String ask(String command) throws IOException {
        commands.println(command);
        String answer = answers.readLine();
        if (answer == null || answer.startsWith("failed")) {
            throw new IOException("peer, asked to " + command + ": " + answer);
        }
        return answer;
    }
}
