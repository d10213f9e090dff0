// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.ObservedRun.FoundSite;
import io.github.lastack.it.host.UrlConnections;
import io.github.lastack.it.host11.JdkHttpClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The JDK's own clients of HTTP, each with three requests. */
class HttpClientsIT {
    private static final String CALLER = JdkHttpClient.class.getName();

    /** Since {@code sendAsync} connects on a thread of the client's executor, its caller is in no stack. */
    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("HTTP_1_1", "send", CALLER + ".send"),
                Arguments.of("HTTP_1_1", "sendAsync", "jdk.internal.net.http."),
                Arguments.of("HTTP_2", "send", CALLER + ".send"),
                Arguments.of("HTTP_2", "sendAsync", "jdk.internal.net.http."),
                // What nobody reads waits at the server: HTTP/2 has a window for each stream.
                Arguments.of("HTTP_2", "unread", CALLER + ".forget"));
    }

    @OnJdks(value = Jdks.EDGES, from = 11, with = "requests")
    void connection_keptAlive_isHealthy(TestJdk jdk, String version, String requests, String opened) throws Exception {
        ObservedRun run = run(jdk, JdkHttpClient.class, version, requests);
        assertThat(run.sites()).isEmpty();
        assertThat(openings(run)).singleElement().satisfies(frame -> assertThat(frame)
                .startsWith(opened));
    }

    @OnJdks(value = Jdks.EDGES, from = 11)
    void body_neitherReadNorClosed_isReported(TestJdk jdk) throws Exception {
        assertUnread(
                run(jdk, JdkHttpClient.class, "HTTP_1_1", "unread"),
                CALLER + ".forget",
                "close or consume the response (try-with-resources)");
    }

    @OnJdks(Jdks.EDGES)
    void urlConnection_keptAlive_isHealthy(TestJdk jdk) throws Exception {
        ObservedRun run = run(jdk, UrlConnections.class, "read");
        assertThat(run.sites()).isEmpty();
        assertThat(openings(run)).singleElement().satisfies(frame -> assertThat(frame)
                .startsWith(UrlConnections.class.getName() + ".read"));
    }

    @OnJdks(Jdks.EDGES)
    void errorPage_neverRead_isReported(TestJdk jdk) throws Exception {
        assertUnread(
                run(jdk, UrlConnections.class, "missing"),
                UrlConnections.class.getName() + ".status",
                "read the body to its end or close its stream: getInputStream, or getErrorStream");
    }

    /** Twelve pages are read, and the connections could have been one: keep-alive is the default. */
    @OnJdks(Jdks.EDGES)
    void disconnectAfterEachPage_isSaidToDefeatKeepAlive(TestJdk jdk) throws Exception {
        ObservedRun run = run(jdk, UrlConnections.class, "disconnect");
        assertThat(run.asked("sites"))
                .filteredOn(site -> site.get("role").asText().equals("client"))
                .singleElement()
                .satisfies(site -> {
                    assertThat(site.get("cause").asText()).isEqualTo("short-lived-connections");
                    assertThat(site.get("blame").asText()).startsWith(UrlConnections.class.getName() + ".readOnce");
                    assertThat(site.get("advice").asText()).startsWith("do not disconnect: read each body to its end");
                });
    }

    private static void assertUnread(ObservedRun run, String blamed, String advice) throws Exception {
        assertThat(run.asked("sites")).singleElement().satisfies(site -> {
            assertThat(site.get("advice").asText()).startsWith(advice);
            assertThat(site.get("because").asText()).doesNotContain("nothing was ever read");
        });
        assertThat(run.sites()).singleElement().satisfies(site -> {
            assertThat(site).isEqualTo(new FoundSite("stalled", "unread-data", 3, 3, site.blame()));
            assertThat(site.blamedMethod()).isEqualTo(blamed);
        });
        assertThat(openings(run)).hasSize(3).allSatisfy(frame -> assertThat(frame)
                .startsWith(blamed));
    }

    /** The frames at which the client's connections were opened. */
    private static List<String> openings(ObservedRun run) {
        return run.connections().stream()
                .filter(connection -> connection.get("role").asText().equals("client"))
                .map(connection -> connection.get("opened").asText())
                .toList();
    }

    private static ObservedRun run(TestJdk jdk, Class<?> host, String... args)
            throws IOException, InterruptedException {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main(host.getName()).args(args).classPath(classPath),
                host.getSimpleName() + "-" + String.join("-", args) + "-" + jdk.version());
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
        assertThat(run.openByReplay()).isEqualTo(run.openByKernel());
        return run;
    }
}
