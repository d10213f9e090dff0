// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.samples.S01_EndOfStreamIgnored;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

/** Each way to export the metrics, in the JVM of a sample that leaves five connections in CLOSE_WAIT. */
class ExportersIT {
    private static final String OPTIONS = "closewait=500ms,probe=100ms";
    private static final String LEAKING = "lastack_leaking_connections{code_function_name=\""
            + S01_EndOfStreamIgnored.class.getName() + ".poll\",code_line_number=\"51\","
            + "lastack_cause=\"end-of-stream-ignored\",lastack_problem=\"close-wait\"}";
    private static final String CLOSE_WAIT =
            "lastack_open_connections{lastack_connection_role=\"client\",network_connection_state=\"close_wait\"}";
    private static final String OPENED = "lastack_connections_opened_total{lastack_connection_role=\"client\"}";

    @TempDir
    private Path folder;

    @OnJdks(Jdks.EDGES)
    void jmxExporter_inOneJvm_exposesTheCounts(TestJdk jdk) throws Exception {
        int port = Scraped.freePort();
        String exporter = "-javaagent:" + exporter("jmx_exporter") + "=127.0.0.1:" + port + ":"
                + Path.of("jmx_exporter.yml").toAbsolutePath();
        try (HostJvm host = leaky(jdk, "jmx," + OPTIONS, exporter)) {
            Scraped scraped = Scraped.when(port, text -> text.values().containsKey(LEAKING));

            assertThat(scraped.values())
                    .as(scraped.text() + host.transcript())
                    .contains(entry(LEAKING, 5.0), entry(CLOSE_WAIT, 5.0), entry(OPENED, 5.0))
                    .containsKey("lastack_close_wait_oldest_seconds")
                    .doesNotContainKey("lastack_connections_closed_total{lastack_connection_role=\"client\"}");
            assertIsWellFormed(scraped.text());
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    @OnJdks(Jdks.EDGES)
    void openTelemetry_inOneJvm_exposesTheCounts(TestJdk jdk) throws Exception {
        int port = Scraped.freePort();
        List<String> later = new ArrayList<>(List.of("-javaagent:" + exporter("opentelemetry")));
        Map.of(
                        "otel.traces.exporter", "none",
                        "otel.logs.exporter", "none",
                        "otel.metrics.exporter", "prometheus",
                        "otel.exporter.prometheus.host", "127.0.0.1",
                        "otel.exporter.prometheus.port", Integer.toString(port),
                        "otel.jmx.config",
                                Path.of("otel-jmx.yaml").toAbsolutePath().toString(),
                        "otel.jmx.discovery.delay", "500")
                .forEach((key, value) -> later.add("-D" + key + '=' + value));
        try (HostJvm host = leaky(jdk, "jmx," + OPTIONS, later.toArray(new String[0]))) {
            Scraped scraped = Scraped.when(port, text -> text.values().containsKey("lastack_leaking_connections"));

            assertThat(scraped.values())
                    .as(scraped.text() + host.transcript())
                    .contains(entry("lastack_leaking_connections", 5.0), entry(CLOSE_WAIT, 5.0), entry(OPENED, 5.0))
                    .containsKey("lastack_close_wait_oldest_seconds");
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    /** The option jmx is not needed. */
    @OnJdks(Jdks.EDGES)
    void metricsCommand_runningJvm_printsTheCounts(TestJdk jdk) throws Exception {
        try (HostJvm host = leaky(jdk, OPTIONS)) {
            host.awaitProbeRested(host.timesProbeRested() + 15);
            Path file = folder.resolve("shop.prom");

            Tool printed = lastack("metrics", Long.toString(host.pid()));
            Tool written = lastack("metrics", Long.toString(host.pid()), "-o", file.toString());

            assertThat(printed.exitCode()).as(printed.said()).isZero();
            Scraped scraped = Scraped.of(printed.said());
            assertThat(scraped.values())
                    .contains(entry(LEAKING, 5.0), entry(CLOSE_WAIT, 5.0), entry(OPENED, 5.0))
                    .containsKeys("lastack_close_wait_oldest_seconds", "lastack_counted_at_seconds");
            assertIsWellFormed(printed.said());
            assertThat(written).isEqualTo(new Tool(0, ""));
            assertThat(Scraped.of(Files.readString(file)).values()).contains(entry(LEAKING, 5.0));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    @OnJdks(Jdks.ONE)
    void metricsCommand_noAgent_saysHowToAttachIt(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .main(S01_EndOfStreamIgnored.class.getName())
                .classPath(samples())
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);

            Tool told = lastack("metrics", Long.toString(host.pid()));

            assertThat(told)
                    .isEqualTo(new Tool(
                            3,
                            "lastack metrics: no agent is running in process " + host.pid() + "; 'lastack attach "
                                    + host.pid() + "' attaches it\n"));
        }
    }

    @OnJdks(Jdks.ONE)
    void micrometer_binder_hasTheCounts(TestJdk jdk) throws Exception {
        Assumptions.assumeTrue(jdk.version() >= 17, "Micrometer's test is compiled for Java 17");
        try (HostJvm host = HostJvm.on(jdk)
                .agentOptions("jmx," + OPTIONS)
                .main(Metered.class.getName())
                .classPath(
                        placeOf(Metered.class),
                        placeOf(ConnectionMeters.class),
                        placeOf(MeterRegistry.class),
                        placeOf(io.micrometer.observation.Observation.class),
                        placeOf(io.micrometer.common.KeyValue.class))
                .start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            assertThat(host.stdout())
                    .contains(
                            "lastack.leaking_connections = 2.0",
                            "lastack.open_connections client close_wait = 2.0",
                            "lastack.connections.opened client = 2.0",
                            "lastack.connections.closed_first server = 2.0");
        }
    }

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static HostJvm leaky(TestJdk jdk, String options, String... later) throws Exception {
        HostJvm host = HostJvm.on(jdk)
                .agentOptions(options)
                .laterJvmArgs(later)
                .main(S01_EndOfStreamIgnored.class.getName())
                .classPath(samples())
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private void assertIsWellFormed(String text) throws Exception {
        Path input = Files.writeString(folder.resolve("metrics.txt"), text);
        assertThat(Tool.promtool(input, "check", "metrics")).isEqualTo(new Tool(0, ""));
    }

    static Path samples() {
        return Path.of(System.getProperty("lastack.samples.jar"));
    }

    static Path exporter(String name) {
        return Path.of(System.getProperty("exporters"), name + ".jar");
    }

    private static Tool lastack(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("lastack.cli.jar")));
        command.addAll(List.of(args));
        return Tool.run(null, command);
    }
}
