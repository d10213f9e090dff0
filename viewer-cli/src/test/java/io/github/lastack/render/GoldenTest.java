// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.diff.Change;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.json.CheckJson;
import io.github.lastack.render.json.ConnectionsJson;
import io.github.lastack.render.json.DiffJson;
import io.github.lastack.render.json.HooksJson;
import io.github.lastack.render.json.SitesJson;
import io.github.lastack.render.json.SummaryJson;
import io.github.lastack.render.junit.CheckJUnit;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.sarif.CheckSarif;
import io.github.lastack.render.sarif.SourceRoots;
import io.github.lastack.render.text.Annotator;
import io.github.lastack.render.text.CheckText;
import io.github.lastack.render.text.CollapsedStacks;
import io.github.lastack.render.text.ConnectionText;
import io.github.lastack.render.text.ConnectionsText;
import io.github.lastack.render.text.DiffText;
import io.github.lastack.render.text.HooksText;
import io.github.lastack.render.text.SitesText;
import io.github.lastack.render.text.SummaryText;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command's text and JSON, letter by letter; {@code mvn test -Dgoldens=update} rewrites the files. */
public class GoldenTest {
    private static final Path GOLDENS =
            Path.of(System.getProperty("basedir", "."), "src/test/resources/io/github/lastack/render/goldens");
    private static final Diagnosis HELD = Diagnoser.diagnose(held());
    private static final boolean UPDATE = "update".equals(System.getProperty("goldens"));

    private static final Map<String, Function<Diagnosis, String>> OUTPUTS = Map.ofEntries(
            output("summary.txt", diagnosis -> SummaryText.of(diagnosis, Style.PLAIN)),
            output("summary.json", json(SummaryJson::write)),
            output("sites.txt", diagnosis -> SitesText.of(diagnosis, Style.PLAIN)),
            output("sites.json", json(SitesJson::write)),
            output("sites.collapsed", diagnosis -> CollapsedStacks.of(SiteSelection.all(diagnosis.sites()))),
            output("connections.txt", diagnosis -> ConnectionsText.of(diagnosis, Style.PLAIN)),
            output("connections.json", json(ConnectionsJson::write)),
            output("connection.json", json((diagnosis, out) -> ConnectionsJson.writeWhole(diagnosis.withOnly(1), out))),
            output("connection.txt", diagnosis -> ConnectionText.of(diagnosis.withOnly(1), Style.PLAIN)),
            output("annotate.txt", GoldenTest::annotated),
            output("check.txt", diagnosis -> CheckText.of(diagnosis, checks(diagnosis), Style.PLAIN)),
            output("check.json", json((diagnosis, out) -> CheckJson.write(diagnosis, checks(diagnosis), out))),
            output(
                    "check.sarif",
                    json((diagnosis, out) -> CheckSarif.write(
                            diagnosis, checks(diagnosis), "0", new SourceRoots(List.of()), Path.of(""), out))),
            output("check.xml", json((diagnosis, out) -> {
                CheckJUnit.write(diagnosis, checks(diagnosis), out);
                out.write("\n");
            })),
            output("diff.txt", diagnosis -> DiffText.of(HELD, diagnosis, Change.between(HELD, diagnosis), Style.PLAIN)),
            output(
                    "diff.json",
                    json((diagnosis, out) -> DiffJson.write(HELD, diagnosis, Change.between(HELD, diagnosis), out))),
            output("hooks.txt", diagnosis -> HooksText.of(diagnosis, Style.PLAIN)),
            output("hooks.json", json(HooksJson::write)));

    private static Map.Entry<String, Function<Diagnosis, String>> output(
            String name, Function<Diagnosis, String> output) {
        return Map.entry(name, output);
    }

    /** As {@code ss -tan} lists the connections, and one that nobody knows. */
    private static String annotated(Diagnosis diagnosis) {
        Annotator annotator = new Annotator(diagnosis, Style.PLAIN);
        Stream<String> known = diagnosis.connections().stream()
                .map(each -> each.history().state().name().replace('_', '-') + " 0 0 "
                        + each.history().ends().local() + " " + each.history().remote());
        return Stream.concat(known, Stream.of("ESTAB 0 0 192.0.2.1:22 192.0.2.2:50000"))
                .map(annotator::of)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Limits of which some recordings exceed one. */
    public static List<Check> checks(Diagnosis diagnosis) {
        return List.of(
                Check.connections(diagnosis, "--max-close-wait", Problem.CLOSE_WAIT, 1),
                Check.rate(diagnosis, "--max-time-wait-rate", Problem.TIME_WAIT, new BigDecimal("0.05")),
                Check.open(diagnosis, "--max-open", 2));
    }

    private interface JsonWriter {
        void write(Diagnosis diagnosis, Writer out) throws IOException;
    }

    private static Function<Diagnosis, String> json(JsonWriter writer) {
        return diagnosis -> {
            StringWriter text = new StringWriter();
            try {
                writer.write(diagnosis, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        };
    }

    /** The recordings that all outputs are shown of, by their names. */
    public static Map<String, Recording> recordings() {
        return Map.of(
                "leaky",
                leaky(),
                "held",
                held(),
                "healthy",
                healthy(),
                "incomplete",
                incomplete(),
                "pressed",
                Pressed.recording(),
                "lossy",
                Lossy.recording(),
                "rushed",
                rushed(),
                "used",
                used());
    }

    public static Stream<Arguments> outputs() {
        Map<String, Recording> recordings = recordings();
        return recordings.keySet().stream().sorted().flatMap(name -> OUTPUTS.keySet().stream()
                .sorted()
                .map(output -> Arguments.of(name + "-" + output, recordings.get(name), OUTPUTS.get(output))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void output_everyCommand_equalsItsGolden(String name, Recording recording, Function<Diagnosis, String> output)
            throws IOException {
        String now = output.apply(Diagnoser.diagnose(recording));
        Path golden = GOLDENS.resolve(name);
        if (UPDATE) {
            Files.createDirectories(GOLDENS);
            Files.writeString(golden, now);
        }

        assertThat(now).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void json_everyGolden_isValidAndTextFitsPipes(String name, Recording recording, Function<Diagnosis, String> output)
            throws IOException {
        String now = output.apply(Diagnoser.diagnose(recording));

        assertThat(now).doesNotContain("\u001b");
        assertThat(now.isEmpty() && name.endsWith(".collapsed") || now.endsWith("\n"))
                .isTrue();
        if (name.endsWith(".json")) {
            JsonNode json = new ObjectMapper().readTree(now);
            String command = name.replaceAll(".*-(.*)\\.json", "$1").replaceAll("connection$", "connections");
            assertThat(json.get("schema").textValue()).isEqualTo("lastack/" + command + "/1");
            JsonNode recorded = command.equals("diff") ? json.get("after").get("recording") : json.get("recording");
            assertThat(recorded.get("start").textValue()).isEqualTo("2026-01-01T00:00:00Z");
        }
    }

    private static Recording leaky() {
        Scenario scenario = scenario();
        List<String> connect = at(
                "java.net.Socket.connect(Socket.java:633)",
                "java.net.Socket.<init>(Socket.java:454)",
                "Feed.connect(Feed.java:31)",
                "Feed.poll(Feed.java:55)",
                "java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)",
                "java.lang.Thread.run(Thread.java:840)");
        List<String> poll = at(
                "java.net.Socket$SocketInputStream.read(Socket.java:966)",
                "Feed.poll(Feed.java:58)",
                "java.lang.Thread.run(Thread.java:840)");
        for (int i = 1; i <= 4; i++) {
            scenario.connection(i)
                    .at(i)
                    .connects(i + 0.0002, connect)
                    .at(i * 10)
                    .endOfStream(poll);
        }
        List<String> lease = at("org.apache.http.impl.conn.Pool.lease(Pool.java:90)", "Prices.quote(Prices.java:12)");
        scenario.connection(5)
                .to("[2001:db8::7]:443")
                .at(5)
                .opened(lease)
                .at(100)
                .probed(TcpState.CLOSE_WAIT);
        List<String> report = at("java.net.Socket.connect(Socket.java:633)", "Metrics.report(Metrics.java:40)");
        List<String> reported = at("java.net.Socket.close(Socket.java:1694)", "Metrics.report(Metrics.java:44)");
        for (int i = 10; i < 30; i++) {
            scenario.connection(i)
                    .to("10.0.0.8:2003")
                    .at(i)
                    .opened(report)
                    .at(i + 0.25)
                    .closed(reported);
        }
        scenario.connection(40).at(299).opened(connect).at(299.5).endOfStream(poll);
        scenario.connection(41).at(290).opened(connect);
        List<String> accept = at("java.net.ServerSocket.accept(ServerSocket.java:569)", "Shop.serve(Shop.java:20)");
        List<String> answer = at("java.net.Socket.close(Socket.java:1694)", "Shop.answer(Shop.java:31)");
        for (int i = 50; i < 62; i++) {
            scenario.connection(i)
                    .at(200 + i)
                    .accepted(80, accept)
                    .at(200 + i + 0.5)
                    .closed(answer);
        }
        return scenario.endsAt(300);
    }

    /** One connection for each way to hold a descriptor that is of no more use. */
    private static Recording held() {
        List<String> connect = at("java.net.Socket.connect(Socket.java:633)", "Feed.connect(Feed.java:31)");
        List<String> poll = at("java.net.Socket$SocketInputStream.read(Socket.java:966)", "Feed.poll(Feed.java:58)");
        List<String> shut = at("java.net.Socket.shutdownOutput(Socket.java:1520)", "Feed.sayAll(Feed.java:66)");
        List<String> close = at("java.net.Socket.close(Socket.java:1694)", "Feed.close(Feed.java:77)");
        Scenario scenario = scenario().site(7, connect).site(8, poll);
        scenario.connection(1)
                .at(1)
                .opened(connect)
                .at(2)
                .endOfStream(poll)
                .at(3)
                .outputShut(shut);
        scenario.connection(2)
                .at(1)
                .opened(connect)
                .at(2)
                .endOfStream(poll)
                .at(30)
                .closed(close);
        scenario.connection(3)
                .at(1)
                .opened(connect)
                .at(4)
                .outputShut(shut)
                .at(5)
                .probed(TcpState.FIN_WAIT_2);
        scenario.connection(4).channel().at(1).opened(connect).at(20).collected();
        scenario.connection(5).at(59).listedUnconnected(10, 7);
        scenario.connection(6).at(1).opened(connect).at(6).failed(TcpState.CLOSED, poll);
        scenario.connection(7).at(1).opened(connect).at(59).listedUnread(10, 8);
        for (int id : List.of(1, 3, 6)) {
            scenario.connection(id).at(59).listed(null, 1, 1, 0, 0);
        }
        return scenario.endsAt(60);
    }

    /** Accepted connections whose last users are known: one of them is still there, one had its stack taken before. */
    private static Recording used() {
        List<String> accept = at("java.net.ServerSocket.accept(ServerSocket.java:505)", "Door.accept(Door.java:12)");
        List<String> read = at("java.net.Socket$SocketInputStream.read(Socket.java:966)", "Desk.serve(Desk.java:40)");
        List<String> waits =
                at("java.util.concurrent.Semaphore.acquire(Semaphore.java:318)", "Desk.serve(Desk.java:44)");
        List<String> write =
                at("java.net.Socket$SocketOutputStream.write(Socket.java:1035)", "Desk.greet(Desk.java:38)");
        Scenario scenario = scenario().site(7, read).site(8, waits).site(9, write);
        scenario.connection(1)
                .at(1)
                .accepted(80, accept)
                .at(5)
                .probed(TcpState.CLOSE_WAIT)
                .at(59)
                .lastWritten(9)
                .listedUsed(Role.SERVER, 5, "desk-1", 0, 7)
                .held("desk-1", 8);
        scenario.connection(2)
                .at(1)
                .accepted(80, accept)
                .at(5)
                .probed(TcpState.CLOSE_WAIT)
                .at(59)
                .lastWritten(9)
                .listedUsed(Role.SERVER, 5, "desk-2", 0, 7);
        scenario.connection(3)
                .at(1)
                .accepted(80, accept)
                .at(5)
                .probed(TcpState.CLOSE_WAIT)
                .at(59)
                .lastWritten(9)
                .listedUsed(Role.SERVER, 5, "", 3, 7);
        return scenario.endsAt(60);
    }

    private static Recording healthy() {
        List<String> member =
                at("java.net.ServerSocket.<init>(ServerSocket.java:253)", "Cluster.member(Cluster.java:7)");
        return scenario()
                .with(Told.bindFailed(0.2, 5701, true, member), Told.listens(0.3, 1, 5702, member))
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .at(2.5)
                .closed(at("Feed.poll(Feed.java:60)"))
                .and()
                .endsAt(90);
    }

    /** More connections than are recorded individually. */
    private static Recording rushed() {
        List<String> connect = at("java.net.Socket.connect(Socket.java:633)", "Feed.connect(Feed.java:31)");
        List<String> accept = at("java.net.ServerSocket.accept(ServerSocket.java:569)", "Shop.serve(Shop.java:20)");
        Scenario scenario = scenario()
                .site(7, connect)
                .site(8, accept)
                .with(Told.counted(1, Role.CLIENT, 7, 4_000, 3_999, 3_999, 0))
                .with(Told.sampled(1, Role.SERVER, 8, 160, 16, 2_544, 96, 0))
                .with(Told.sampled(2, Role.CLIENT, 7, 25, 4, 99, 99, 2))
                .with(
                        Told.total(1, Role.CLIENT, 4_000, 3_999, 3_999, 0),
                        Told.total(1, Role.SERVER, 2_517, 2_517, 103, 0))
                .with(Told.total(2, Role.CLIENT, 97, 96, 96, 2));
        scenario.connection(1).at(3).listed(null, 1, 1, 7, 0);
        return scenario.endsAt(60);
    }

    private static Recording incomplete() {
        return scenario()
                .hooks(new SocketFact.Hooks(
                        List.of("sun.nio.ch.NioSocketImpl.close()V", "sun.nio.ch.NioSocketImpl.listen(I)V"),
                        List.of("java.net.AbstractPlainSocketImpl.close()V"),
                        List.of("io.netty.channel.unix.Socket.accept([B)I"),
                        List.of("sun.nio.ch.Later.read()I: java.lang.LinkageError: no such thing"),
                        List.of("sun.nio.ch.NioSocketImpl.close()V")))
                .loss("app.jfr is cut off after byte 4711; read 1 of 2 chunks")
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .connection(2)
                .at(2)
                .closed(at("Feed.close(Feed.java:60)"))
                .connection(3)
                .at(3)
                .opened(List.of())
                .at(4)
                .probed(TcpState.LISTEN)
                .and()
                .chunkEnds(50, 0)
                .endsAt(60);
    }
}
