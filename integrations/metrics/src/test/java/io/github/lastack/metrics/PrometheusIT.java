// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.samples.S01_EndOfStreamIgnored;
import io.github.lastack.samples.S21_Healthy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus that scrapes two programs with jmx_exporter: one leaks, the other does not. */
class PrometheusIT {
    private static final long LIMIT_NANOS = 90_000_000_000L;

    /** The alerts of the file wait for a minute, which the rule's own test has proved. */
    private static final String WAIT = "for: 1m";

    private static final String CONFIGURATION =
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [alerts.yml]
            scrape_configs:
              - job_name: shop
                static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}]
            """;

    @TempDir
    private Path folder;

    @OnJdks(Jdks.ONE)
    void alert_leakingAndCleanProgram_firesForTheLeak(TestJdk jdk) throws Exception {
        Tool.need("prometheus");
        int leakyPort = Scraped.freePort();
        int healthyPort = Scraped.freePort();
        String alerts = Files.readString(Path.of("alerts.yml"));
        assertThat(alerts).contains(WAIT);
        Files.writeString(folder.resolve("alerts.yml"), alerts.replace(WAIT, "for: 2s"));
        Files.writeString(folder.resolve("prometheus.yml"), CONFIGURATION.formatted(leakyPort, healthyPort));
        try (HostJvm leaky = host(jdk, S01_EndOfStreamIgnored.class, leakyPort);
                HostJvm healthy = host(jdk, S21_Healthy.class, healthyPort)) {
            int port = Scraped.freePort();
            Process prometheus = prometheus(port);
            try {
                List<String> firing = firing(port);
                for (int i = 0; i < 5; i++) {
                    Thread.sleep(1_000); // as long again, for the other one
                    firing = firing(port);
                }
                assertThat(firing)
                        .as(leaky.transcript() + healthy.transcript())
                        .containsExactly("ConnectionsLeak 127.0.0.1:" + leakyPort + " "
                                + S01_EndOfStreamIgnored.class.getName() + ".poll");
                assertThat(query(port, "sum(lastack_leaking_connections)")).isEqualTo("5");
                assertThat(query(port, "count(count by (instance) (lastack_open_connections))"))
                        .isEqualTo("2");
            } finally {
                prometheus.destroy();
                if (!prometheus.waitFor(20, TimeUnit.SECONDS)) {
                    prometheus.destroyForcibly();
                }
            }
        }
    }

    private static HostJvm host(TestJdk jdk, Class<?> sample, int port) throws Exception {
        HostJvm host = HostJvm.on(jdk)
                .agentOptions("jmx,closewait=500ms,probe=100ms")
                .laterJvmArgs("-javaagent:" + ExportersIT.exporter("jmx_exporter") + "=127.0.0.1:" + port + ":"
                        + Path.of("jmx_exporter.yml").toAbsolutePath())
                .main(sample.getName())
                .classPath(ExportersIT.samples())
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private Process prometheus(int port) throws IOException {
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** Waits until an alert fires, and returns those that do. */
    private List<String> firing(int port) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            List<String> firing = new ArrayList<>();
            try {
                for (JsonNode alert : new ObjectMapper()
                        .readTree(Scraped.get(port, "/api/v1/alerts"))
                        .at("/data/alerts")) {
                    JsonNode labels = alert.get("labels");
                    if (alert.get("state").asText().equals("firing")) {
                        firing.add(labels.get("alertname").asText() + " "
                                + labels.get("instance").asText() + " "
                                + labels.path("code_function_name").asText());
                    }
                }
            } catch (IOException notYet) {
                firing.clear();
            }
            if (!firing.isEmpty()) {
                return firing;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(Files.readString(folder.resolve("prometheus.log")));
            }
            Thread.sleep(200);
        }
    }

    private static String query(int port, String expression) throws Exception {
        String path = "/api/v1/query?query="
                + java.net.URLEncoder.encode(expression, java.nio.charset.StandardCharsets.UTF_8);
        return new ObjectMapper()
                .readTree(Scraped.get(port, path))
                .at("/data/result/0/value/1")
                .asText();
    }
}
