// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * The JDK's HTTP server under load by clients that keep their connections: {@code KeepAlive CLIENTS SECONDS}. Of the second
 * half of the time it prints the medians: requests a second, and microseconds of the whole process's CPU for one.
 */
public final class KeepAlive {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = new byte[1_000];

    private final LongAdder answers = new LongAdder();

    private KeepAlive() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 50);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", KeepAlive::answer);
        server.start();
        new KeepAlive().measure(server.getAddress().getPort(), Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        System.exit(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, BODY.length);
        exchange.getResponseBody().write(BODY);
        exchange.close();
    }

    private void measure(int port, int clients, int seconds) throws Exception {
        for (int i = 0; i < clients; i++) {
            Thread client = new Thread(() -> ask(port));
            client.setDaemon(true);
            client.start();
        }
        List<Double> rates = new ArrayList<>();
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            long cpu = processNanos();
            long begin = System.nanoTime();
            answers.reset();
            Thread.sleep(1_000);
            double count = answers.sum();
            if (i >= seconds / 2) {
                rates.add(count * 1e9 / (System.nanoTime() - begin));
                micros.add((processNanos() - cpu) / 1e3 / count);
            }
        }
        System.out.printf(Locale.ROOT, "%.1f %.3f%n", median(rates), median(micros));
    }

    private void ask(int port) {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4_096];
            while (true) {
                socket.getOutputStream().write(REQUEST);
                int headers = 0;
                int all = 0;
                while (headers == 0 || all < headers + BODY.length) {
                    int n = in.read(buffer, all, buffer.length - all);
                    if (n < 0) {
                        throw new IOException("the server has closed");
                    }
                    all += n;
                    headers = headers == 0 ? endOfHeaders(buffer, all) : headers;
                }
                answers.increment();
            }
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static int endOfHeaders(byte[] buffer, int length) {
        for (int i = 3; i < length; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private static long processNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double median(List<Double> values) {
        Object[] sorted = values.toArray();
        Arrays.sort(sorted);
        return (double) sorted[sorted.length / 2];
    }
}
