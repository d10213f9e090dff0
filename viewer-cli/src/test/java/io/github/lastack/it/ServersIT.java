// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.HandlersOfTheJdk;
import io.github.lastack.it.host.HandlersOnUndertow;
import io.github.lastack.it.host.PackedApplication;
import io.github.lastack.it.host.ServletsOnJetty;
import io.github.lastack.it.host.ServletsOnTomcat;
import io.github.lastack.it.host11.ServletsOnJetty12;
import io.github.lastack.it.host11.VirtualThreads;
import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.github.lastack.samples.PeerBehavior;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A server whose clients leave: the line to change is blamed for each connection that it keeps, and for no other. */
class ServersIT {
    private static final int CLIENTS = 3;
    private static final String HOST = "io.github.lastack.it.host.";
    private static final String HOST11 = "io.github.lastack.it.host11.";

    /**
     * What three clients ask for, and how the connections are blamed that they leave behind.
     *
     * @param isAnswered whether they wait for the answer's last line
     * @param blame method and reason; empty where nothing is kept
     */
    private record Request(String path, boolean isAnswered, String blame) {
        static Request hangs(String path, String blame) {
            return new Request(path, false, blame);
        }

        static Request answered(String path, String blame) {
            return new Request(path, true, blame);
        }

        static Request healthy(String path) {
            return new Request(path, true, "");
        }
    }

    /** @param jars a pattern of the libraries that it runs with */
    private record Server(Class<?> main, String jars, List<Request> requests) {
        Server(Class<?> main, String jars, Request... requests) {
            this(main, jars, List.of(requests));
        }

        /** The call that ends a request. */
        String toDo() {
            if (main == HandlersOfTheJdk.class) {
                return "HttpExchange.close";
            }
            return main == HandlersOnUndertow.class ? "HttpServerExchange.endExchange" : "complete the AsyncContext";
        }

        @Override
        public String toString() {
            return main.getSimpleName();
        }
    }

    private static Request[] servlets(Class<?> server) {
        return new Request[] {
            Request.hangs("/blocked", HOST + "LeakyServlets$Blocked.doGet held-now"),
            Request.hangs("/calling", HOST + "LeakyServlets$Calling.doGet held-now"),
            Request.hangs("/forgotten", HOST + "LeakyServlets$Forgotten.doGet last-use"),
            Request.healthy("/answered"),
            Request.healthy("/complete-events"),
            // Last, so that its thread has used no other connection since.
            Request.answered("/events", HOST + "LeakyServlets$Events.write last-use")
        };
    }

    static Stream<Server> servers() {
        return Stream.of(
                new Server(
                        ServletsOnJetty.class, "jetty-.*|javax.servlet-.*|slf4j-.*", servlets(ServletsOnJetty.class)),
                new Server(ServletsOnTomcat.class, "tomcat-.*", servlets(ServletsOnTomcat.class)),
                new Server(
                        HandlersOnUndertow.class,
                        "undertow-.*|xnio-.*|jboss-.*|wildfly-.*",
                        // Its own threads read all requests, and write what is sent asynchronously.
                        Request.hangs("/blocked", HOST + "HandlersOnUndertow.block held-now"),
                        Request.answered("/streaming", HOST + "HandlersOnUndertow.stream held-now"),
                        Request.hangs("/forgotten", HOST + "HandlersOnUndertow.lambda$main$1 last-use"),
                        Request.answered("/events", HOST + "HandlersOnUndertow.main listens"),
                        Request.healthy("/answered")),
                new Server(
                        HandlersOfTheJdk.class,
                        "",
                        Request.hangs("/blocked", HOST + "HandlersOfTheJdk.block held-now"),
                        Request.hangs("/forgotten", HOST + "HandlersOfTheJdk.listen listens"),
                        Request.answered("/unclosed", HOST + "HandlersOfTheJdk.answerWithoutClosing last-use"),
                        Request.healthy("/answered")));
    }

    @OnJdks(value = Jdks.EDGES, with = "servers")
    void server_clientsLeave_linesThatKeepTheirConnectionsAreBlamed(TestJdk jdk, Server server) throws Exception {
        assertBlamed(run(jdk, server, classPath(server.jars())), server);
    }

    @OnJdks(value = Jdks.EDGES, from = 17)
    void jetty12_clientsLeave_linesThatKeepTheirConnectionsAreBlamed(TestJdk jdk) throws Exception {
        Server server = new Server(
                ServletsOnJetty12.class,
                "jakarta.servlet-.*|slf4j-.*",
                Request.hangs("/blocked", HOST11 + "JakartaServlets$Blocked.doGet held-now"),
                Request.answered("/begun", HOST11 + "JakartaServlets$Begun.doGet last-use"),
                Request.healthy("/answered"));
        List<Path> classPath = classPath(server.jars());
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("lastack.jetty12")))) {
            jars.forEach(classPath::add);
        }
        assertBlamed(run(jdk, server, classPath), server);
    }

    @OnJdks(value = Jdks.EDGES, from = 21)
    void virtualThreads_clientsLeave_handlerThatWaitsIsBlamed(TestJdk jdk) throws Exception {
        Server server = new Server(
                VirtualThreads.class,
                "",
                Request.hangs("/blocked", HOST11 + "VirtualThreads.handle held-now"),
                Request.healthy("/answered"));
        assertBlamed(run(jdk, server, classPath(server.jars())), server);
    }

    /** The recording begins with connections that are open already. */
    @OnJdks(Jdks.EDGES)
    void jetty_agentComesBetweenTwoRequests_servletThatWaitsIsBlamed(TestJdk jdk) throws Exception {
        Request[] requests = {Request.hangs("/blocked", HOST + "LeakyServlets$Blocked.doGet held-now")};
        Server server = new Server(ServletsOnJetty.class, "jetty-.*|javax.servlet-.*|slf4j-.*", requests);
        String name = "Attached-" + server + "-" + jdk.version();
        ObservedRun run = ObservedRun.of(
                host(jdk, server, classPath(server.jars()), 2 * CLIENTS).withoutAgent(), name, jvm -> {
                    try (Clients clients = new Clients(port(jvm))) {
                        for (int i = 0; i < CLIENTS; i++) {
                            clients.ask(Request.healthy("/answered"));
                        }
                        ObservedRun.attach(jvm, name);
                        clients.askAgain(requests[0]);
                        jvm.awaitLine("ready", HostJvm.LIMIT);
                    }
                });
        assertBlamed(run, server);
    }

    static Stream<SpringBootArchive.Loader> loaders(TestJdk jdk) {
        return Stream.of(SpringBootArchive.Loader.values()).filter(loader -> loader.from <= jdk.version());
    }

    @OnJdks(value = Jdks.EDGES, with = "loaders")
    void springBootArchive_responseIsNeverClosed_itsApplicationIsBlamed(
            TestJdk jdk, SpringBootArchive.Loader loader, @TempDir Path directory) throws Exception {
        Path archive = directory.resolve("app.jar");
        SpringBootArchive.with(loader)
                .classes(PackedApplication.class, Inspection.class)
                .libraries(libraries("httpclient-.*|httpcore-.*|commons-(logging|codec)-.*"))
                .pack(archive);
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.HTTP_THEN_CLOSE);
            ObservedRun run = ObservedRun.of(
                    HostJvm.on(jdk).main("-jar").args(archive.toString(), Integer.toString(port)),
                    "PackedApplication-" + loader + "-" + jdk.version(),
                    jvm -> {
                        jvm.awaitLine("ready", HostJvm.LIMIT);
                        peer.awaitClosed(port, 3);
                    });
            assertWell(run);
            assertThat(sites(run)).containsExactly(unread(CLIENTS, HOST + "PackedApplication.fetch last-use"));
        }
    }

    private static ObservedRun run(TestJdk jdk, Server server, List<Path> classPath) throws Exception {
        int all = CLIENTS * server.requests().size();
        return ObservedRun.of(host(jdk, server, classPath, all), server + "-" + jdk.version(), jvm -> {
            try (Clients clients = new Clients(port(jvm))) {
                for (Request request : server.requests()) {
                    for (int i = 0; i < CLIENTS; i++) {
                        clients.ask(request);
                    }
                }
                jvm.awaitLine("ready", HostJvm.LIMIT);
            }
        });
    }

    private static HostJvm.Builder host(TestJdk jdk, Server server, List<Path> classPath, int requests) {
        return HostJvm.on(jdk)
                .main(server.main().getName())
                .args(Integer.toString(requests))
                .classPath(classPath.toArray(Path[]::new));
    }

    /** The tests' own classes and the samples', and the libraries whose files have such names. */
    private static List<Path> classPath(String jars) {
        return libraries("samples|lastack-samples.*|classes|test-classes|" + jars);
    }

    private static List<Path> libraries(String names) {
        Pattern pattern = Pattern.compile(names);
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> pattern.matcher(entry.getFileName().toString()).matches())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static int port(HostJvm jvm) throws InterruptedException {
        jvm.awaitLine("listening", HostJvm.LIMIT);
        return jvm.stdout().stream()
                .filter(line -> line.startsWith("port "))
                .mapToInt(line -> Integer.parseInt(line.substring("port ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static void assertWell(ObservedRun run) throws IOException {
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
        assertThat(run.openByReplay()).isEqualTo(run.openByKernel());
    }

    private static void assertBlamed(ObservedRun run, Server server) throws Exception {
        assertWell(run);
        Map<String, Long> connections = server.requests().stream()
                .filter(request -> !request.blame().isEmpty())
                .collect(Collectors.groupingBy(Request::blame, Collectors.summingLong(request -> CLIENTS)));
        List<String> expected = new ArrayList<>();
        connections.forEach((blame, count) -> expected.add(unread(count, blame)));
        assertThat(sites(run)).containsExactlyInAnyOrderElementsOf(expected);
        assertAdvice(run, server);
    }

    /** Each site says what to do with what the server has handed to the application, and on which port that was. */
    private static void assertAdvice(ObservedRun run, Server server) throws Exception {
        for (JsonNode site : run.asked("sites")) {
            String advice = site.get("advice").asText();
            boolean isHeldNow = site.path("reasons").has("held-now");
            assertThat(advice)
                    .as(site::toPrettyString)
                    .contains(isHeldNow ? "give what this thread waits for" : server.toDo());
            assertThat(site.get("localPorts")).hasSize(1);
            assertThat(site.get("localPorts").get(0).get("connections")).isEqualTo(site.get("connections"));
        }
    }

    private static String unread(long connections, String blame) {
        return "close-wait end-of-stream-unread " + connections + " " + connections + " " + blame;
    }

    private static List<String> sites(ObservedRun run) throws IOException, InterruptedException {
        return run.asked("sites").stream().map(ServersIT::line).toList();
    }

    private static String line(JsonNode site) {
        List<String> evidence = new ArrayList<>();
        site.path("reasons").fieldNames().forEachRemaining(evidence::add);
        return String.join(
                " ",
                site.get("problem").asText(),
                site.get("cause").asText(),
                site.get("connections").asText(),
                site.get("stillOpen").asText(),
                ObservedRun.FoundSite.of(site).blamedMethod(),
                String.join(" ", evidence));
    }

    /** Clients that send their FIN in the end and nothing after it, so that no answer is met with a reset. */
    private static final class Clients implements AutoCloseable {
        private final int port;
        private final List<Socket> sockets = new ArrayList<>();

        Clients(int port) {
            this.port = port;
        }

        void ask(Request request) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) HostJvm.LIMIT.toMillis());
            sockets.add(socket);
            ask(socket, request);
        }

        /** On each connection that is open. */
        void askAgain(Request request) throws IOException {
            for (Socket socket : sockets) {
                ask(socket, request);
            }
        }

        private static void ask(Socket socket, Request request) throws IOException {
            String text = "GET " + request.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(US_ASCII));
            if (request.isAnswered()) {
                BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
                String line = answer.readLine();
                while (line != null && !line.contains("last")) {
                    line = answer.readLine();
                }
                assertThat(line).as("the last line of %s", request.path()).isNotNull();
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.shutdownOutput();
            }
        }
    }
}
