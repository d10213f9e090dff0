// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in Prometheus' format, as far as it is about Lastack.
 *
 * @param values the values that are not 0, by name and labels; labels that exporters add are left out
 */
record Scraped(String text, TreeMap<String, Double> values) {
    private static final Pattern SAMPLE = Pattern.compile("(lastack_\\w+(?:\\{.*})?) (\\S+)");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static Scraped of(String all) {
        List<String> own = all.lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?lastack_.*"))
                .toList();
        TreeMap<String, Double> values = new TreeMap<>();
        for (String line : own) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches() && Double.parseDouble(sample.group(2)) != 0) {
                String name = sample.group(1).replaceAll(",?otel_scope_\\w+=\"[^\"]*\"", "");
                values.put(name.replace("{}", ""), Double.valueOf(sample.group(2)));
            }
        }
        return new Scraped(String.join("\n", own) + "\n", values);
    }

    /** Scrapes a port of the loopback until that holds. */
    static Scraped when(int port, Predicate<Scraped> holds) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                Scraped scraped = of(get(port, "/metrics"));
                if (holds.test(scraped) || System.nanoTime() > deadline) {
                    return scraped;
                }
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
            Thread.sleep(100);
        }
    }

    static String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Returns a port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
