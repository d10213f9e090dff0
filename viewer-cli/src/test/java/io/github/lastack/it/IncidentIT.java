// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.TicketOffice;
import io.github.lastack.it.host.shopfront.AuditTrail;
import io.github.lastack.it.host.shopfront.PriceClient;
import io.github.lastack.it.host.shopfront.ShopController;
import io.github.lastack.it.host.shopfront.Shopfront;
import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.github.lastack.samples.PeerBehavior;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that have leaked for a while when somebody who has never seen Lastack attaches it: connections that their
 * peers have closed, and descriptors of connections that their peers have reset. Both leaks go on slowly, beside
 * healthy traffic. In the exhaustive run they leak for two minutes before, in the daily run for as long as it takes.
 */
class IncidentIT {
    private static final int LEAKED = 300;
    private static final int DEAD = 200;

    /** So many of each at least are left behind while the recording runs. */
    private static final int SLOWLY = 10;

    private static final int IDLE = 20;
    private static final long SECONDS_BEFORE =
            Integer.getInteger("lastack.incident.seconds", Boolean.getBoolean("lastack.exhaustive") ? 120 : 0);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String HOST = "io.github.lastack.it.host.";

    @TempDir
    Path temporary;

    @TempDir
    Path results;

    /** What a customer of a server does. */
    private interface Customer {
        void come() throws IOException, InterruptedException;
    }

    @OnJdks(Jdks.EDGES)
    void springBoot_hasLeakedForLong_newcomerFindsTheLines(TestJdk jdk) throws Exception {
        SpringBootArchive.Loader boot =
                jdk.version() < 17 ? SpringBootArchive.Loader.BOOT_2 : SpringBootArchive.Loader.BOOT_3;
        Path archive = results.resolve("shopfront.jar");
        SpringBootArchive.with(boot)
                .classes(Shopfront.class, ShopController.class, PriceClient.class, AuditTrail.class, Inspection.class)
                .libraries(boot.starterWeb())
                .libraries(libraries("httpclient-.*|httpcore-.*|commons-(logging|codec)-.*"))
                .pack(archive);
        HttpServer stock = stock();
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            HostJvm.Builder host = HostJvm.on(jdk)
                    .main("-jar")
                    .args(archive.toString(), "--server.port=0", "--server.address=127.0.0.1")
                    .args("--server.tomcat.max-keep-alive-requests=-1")
                    .args("--prices.port=" + peer.listen(PeerBehavior.HTTP_THEN_CLOSE))
                    .args("--stock.port=" + stock.getAddress().getPort())
                    .args("--audit.port=" + peer.listen(PeerBehavior.RESET_AFTER_REQUEST));
            try (HostJvm jvm = start(host)) {
                int port = port(jvm);
                try (KeepAliveClient client = new KeepAliveClient(port);
                        Customers customers =
                                new Customers(port, "/stock", () -> client.get("/price"), () -> client.get("/order"))) {
                    rehearse(
                            jvm,
                            customers,
                            HOST + "shopfront.PriceClient.", // or its helper, if no other use of that was seen
                            HOST + "shopfront.AuditTrail.record");
                }
            }
        } finally {
            stock.stop(0);
        }
    }

    /** Keeps its connections. */
    private static HttpServer stock() throws IOException {
        HttpServer stock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stock.createContext("/stock", exchange -> {
            exchange.sendResponseHeaders(200, 1);
            exchange.getResponseBody().write('7');
            exchange.close();
        });
        stock.start();
        return stock;
    }

    @OnJdks(Jdks.EDGES)
    void tomcat_hasLeakedForLong_newcomerFindsTheLine(TestJdk jdk) throws Exception {
        HostJvm.Builder host = HostJvm.on(jdk)
                .main(TicketOffice.class.getName())
                .classPath(libraries("samples|lastack-samples.*|classes|test-classes|tomcat-.*")
                        .toArray(Path[]::new));
        try (HostJvm jvm = start(host)) {
            int port = port(jvm);
            try (KeepAliveClient client = new KeepAliveClient(port);
                    TicketQueue queue = new TicketQueue(port, client);
                    Customers customers = new Customers(port, "/waiting", queue::comeAndLeave, queue::comeAndReset)) {
                rehearse(jvm, customers, HOST + "TicketOffice$Queue.doGet", HOST + "TicketOffice$Queue.doGet");
            }
        }
    }

    /**
     * What somebody does who has read the first screen of the README.
     *
     * @param leak the method, or the class of it, that keeps connections whose peers have closed
     * @param dead the method that keeps sockets that were reset
     */
    private void rehearse(HostJvm jvm, Customers customers, String leak, String dead) throws Exception {
        customers.leak(LEAKED, DEAD);
        customers.goOn();
        TimeUnit.SECONDS.sleep(SECONDS_BEFORE);
        Path file = results.resolve("app.jfr");
        Path page = results.resolve("report.html");

        CommandRun record = well("record", jvm.pid(), "-d", "25s", "-o", file);
        CommandRun sites = well("sites", file);
        CommandRun report = well("report", file, "-o", page);

        assertThat(firstSite(record)).as(record.stdout()).containsAnyOf(leak, dead);
        assertThat(firstSite(sites)).as(sites.stdout()).containsAnyOf(leak, dead);
        assertThat(report.stderr()).contains(page.toString());
        for (String said : List.of(record.stdout(), sites.stdout(), Files.readString(page))) {
            assertThat(said)
                    .contains(simple(leak), simple(dead))
                    .containsPattern("\\d{3,} connections, all in CLOSE_WAIT since before the recording");
        }
        for (String said : List.of(sites.stdout(), Files.readString(page))) {
            assertThat(said)
                    .containsPattern("\\d{3,} descriptors without a connection, opened before the agent was attached");
        }
        assertNamed(CommandRun.reading("sites", file, "--format", "json").json(), leak, dead);
        customers.assertUndisturbed();
        assertIsAsItWas(jvm);
    }

    private static CommandRun well(Object... args) throws IOException, InterruptedException {
        CommandRun run = CommandRun.lastack(args);
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return run;
    }

    /** What is said to be looked at first. */
    private static String firstSite(CommandRun run) {
        return run.stdout()
                .lines()
                .filter(line -> line.contains("look at"))
                .findFirst()
                .orElse("");
    }

    /** Class and method, as on a page that writes the package apart. */
    private static String simple(String method) {
        return method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1);
    }

    private static void assertNamed(JsonNode found, String leak, String dead) {
        JsonNode recording = found.get("recording");
        assertThat(Duration.between(time(recording, "start"), time(recording, "end")))
                .isLessThan(MINUTE);
        List<String> sites = new ArrayList<>();
        found.get("sites").forEach(site -> sites.add(line(site)));
        assertThat(connections(found, "close-wait", leak, "connections"))
                .as("left behind during the recording, of %s", sites)
                .isGreaterThan(SLOWLY);
        assertThat(connections(found, "never-closed", dead, "connections"))
                .as("reset during the recording, of %s", sites)
                .isGreaterThan(SLOWLY);
        assertThat(connections(found, "close-wait", "", "beforeAgent"))
                .as("left behind before, of %s", sites)
                .isGreaterThanOrEqualTo(LEAKED);
        assertThat(connections(found, "never-closed", "", "beforeAgent"))
                .as("reset before, of %s", sites)
                .isGreaterThanOrEqualTo(DEAD);
        assertThat(sites)
                .as("nothing else is wrong")
                .allMatch(site -> site.startsWith("close-wait ") || site.startsWith("never-closed "));
    }

    private static String line(JsonNode site) {
        return String.join(
                " ",
                site.get("problem").asText(),
                site.get("cause").asText(),
                site.get("connections").asText(),
                site.get("beforeAgent").asText(),
                site.get("blame").asText());
    }

    private static Instant time(JsonNode of, String name) {
        return Instant.parse(of.get(name).textValue());
    }

    /** The sum of that number over the sites of that problem whose blame begins so. */
    private static int connections(JsonNode found, String problem, String blame, String number) {
        int sum = 0;
        for (JsonNode site : found.get("sites")) {
            if (site.get("problem").textValue().equals(problem)
                    && site.get("blame").textValue().startsWith(blame)) {
                sum += site.get(number).intValue();
            }
        }
        return sum;
    }

    private void assertIsAsItWas(HostJvm jvm) throws Exception {
        assertThat(CommandRun.lastack("status", jvm.pid()).stdout()).startsWith("no agent is running");
        assertThat(jvm.jcmd("JFR.check")).contains("No available recordings");
        assertThat(Shop.leftovers(temporary)).isEmpty();
        assertThat(jvm.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(jvm.end()).as(jvm::transcript).isZero();
    }

    private HostJvm start(HostJvm.Builder host) throws IOException {
        return host.withoutAgent().jvmArgs("-Djava.io.tmpdir=" + temporary).start();
    }

    private static int port(HostJvm jvm) throws InterruptedException {
        jvm.awaitLine("ready", HostJvm.LIMIT);
        return jvm.stdout().stream()
                .filter(line -> line.startsWith("port "))
                .mapToInt(line -> Integer.parseInt(line.substring("port ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> libraries(String names) {
        Pattern pattern = Pattern.compile(names);
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> pattern.matcher(entry.getFileName().toString()).matches())
                .toList();
    }

    /** Clients that come to a Tomcat whose servlet never answers, and go: with a FIN, or without a word. */
    private record TicketQueue(int port, KeepAliveClient client, List<KeepAliveClient> left, AtomicInteger come)
            implements AutoCloseable {
        TicketQueue(int port, KeepAliveClient client) {
            this(port, client, new ArrayList<>(), new AtomicInteger());
        }

        void comeAndLeave() throws IOException, InterruptedException {
            KeepAliveClient visitor = arrive();
            visitor.leave();
            left.add(visitor);
        }

        void comeAndReset() throws IOException, InterruptedException {
            arrive().reset();
        }

        /** Returns when the servlet has the request: what comes later is for the connection that it keeps. */
        private KeepAliveClient arrive() throws IOException, InterruptedException {
            KeepAliveClient visitor = new KeepAliveClient(port);
            visitor.ask("/queue");
            int waiting = come.incrementAndGet();
            while (Integer.parseInt(client.get("/waiting")) < waiting) {
                LockSupport.parkNanos(1_000_000);
            }
            return visitor;
        }

        @Override
        public void close() throws IOException {
            for (KeepAliveClient each : left) {
                each.close();
            }
        }
    }

    /** One thread for those who make the server leak, one for those who are well served. */
    private static final class Customers implements AutoCloseable {
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
        private final List<KeepAliveClient> idle = new ArrayList<>();
        private final AtomicInteger served = new AtomicInteger();
        private final String path;
        private final Customer leaking;
        private final Customer dying;
        private volatile Exception failure;

        Customers(int port, String path, Customer leaking, Customer dying) throws IOException {
            this.path = path;
            this.leaking = leaking;
            this.dying = dying;
            for (int i = 0; i < IDLE; i++) {
                idle.add(new KeepAliveClient(port));
                idle.get(i).get(path);
            }
        }

        void leak(int leaked, int dead) throws IOException, InterruptedException {
            for (int i = 0; i < leaked; i++) {
                leaking.come();
            }
            for (int i = 0; i < dead; i++) {
                dying.come();
            }
        }

        /** Two of each leak a second, and of the others each now and then. */
        void goOn() {
            every(500, () -> {
                leaking.come();
                dying.come();
            });
            every(200, () -> {
                idle.get(served.getAndIncrement() % idle.size()).get(path);
            });
        }

        private void every(long millis, Customer customer) {
            threads.scheduleAtFixedRate(
                    () -> {
                        try {
                            customer.come();
                        } catch (Exception e) {
                            failure = e;
                        }
                    },
                    millis,
                    millis,
                    TimeUnit.MILLISECONDS);
        }

        void assertUndisturbed() throws Exception {
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(failure).isNull();
            assertThat(served).hasValueGreaterThan(IDLE);
            for (KeepAliveClient each : idle) {
                each.get(path);
            }
        }

        @Override
        public void close() throws IOException {
            threads.shutdownNow();
            for (KeepAliveClient each : idle) {
                each.close();
            }
        }
    }
}
