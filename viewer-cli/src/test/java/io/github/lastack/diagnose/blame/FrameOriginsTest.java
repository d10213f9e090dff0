// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import static io.github.lastack.scenario.Scenario.START;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.render.DocumentedJson;
import io.github.lastack.render.json.SitesJson;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.SitesText;
import io.github.lastack.scenario.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrameOriginsTest {
    private static final String EXECUTE =
            "org.apache.http.impl.execchain.MainClientExec.execute(MainClientExec.java:237)";
    private static final String UNLISTED = "net.unlisted.Client.call(Client.java:12)";
    private static final String FETCH = "com.acme.Feed.fetch(Feed.java:58)";

    private static final SocketFact HTTP_CLIENT =
            origin("org.apache.http.impl.execchain.MainClientExec", "httpclient-4.5.13.jar", "4.5.13", false);
    private static final SocketFact FEED = origin("com.acme.Feed", "shop.jar", "1.2", true);

    @Test
    void library_thatNoListHas_isNotBlamed() {
        SocketFact client = origin("net.unlisted.Client", "client.jar", "7", false);

        assertThat(site(leak(UNLISTED, FETCH)).blame()).isEqualTo(UNLISTED);
        assertThat(site(leak(UNLISTED, FETCH).with(client, FEED)).blame()).isEqualTo(FETCH);
    }

    @Test
    void sibling_ofTheMainClassesGroup_isBlamedWhateverItsPackage() {
        String sibling = "org.apache.acme.Client.call(Client.java:12)";

        SocketFact classes = origin("org.apache.acme.Client", "classes/", "", true);
        assertThat(site(leak(sibling, FETCH)).blame()).isEqualTo(FETCH);
        assertThat(site(leak(sibling, FETCH).with(classes)).blame()).isEqualTo(sibling);
    }

    @Test
    void library_shadedIntoTheMainClassesArchive_isNotBlamed() {
        SocketFact shaded = origin("org.apache.http.impl.execchain.MainClientExec", "shop.jar", "1.2", true);

        assertThat(site(leak(EXECUTE, FETCH).with(shaded, FEED)).blame()).isEqualTo(FETCH);
    }

    @Test
    void jar_besideALauncher_isJudgedByItsPackage() {
        SocketFact jar = origin("net.unlisted.Client", "client.jar", "7", false);
        SocketFact web = origin("net.unlisted.Client", "WEB-INF/lib/client.jar", "7", false);
        String launcher = "org.apache.catalina.startup.Bootstrap";

        assertThat(site(leak(UNLISTED, FETCH).mainClass(launcher).with(jar)).blame())
                .isEqualTo(UNLISTED);
        assertThat(site(leak(UNLISTED, FETCH).mainClass(launcher).with(web)).blame())
                .isEqualTo(FETCH);
    }

    @Test
    void nestedClass_withoutAnEntry_isFromWhereItsOuterClassIs() {
        String nested = "net.unlisted.Client$Call.run(Client.java:12)";

        SocketFact client = origin("net.unlisted.Client", "client.jar", "7", false);
        assertThat(site(leak(nested, FETCH).with(client)).blame()).isEqualTo(FETCH);
    }

    @Test
    void class_withoutAnEntry_isFromWhereAllOfItsPackageAre() {
        SocketFact one = origin("net.unlisted.One", "client.jar", "7", false);
        SocketFact other = origin("net.unlisted.Other", "classes/", "", true);

        assertThat(site(leak(UNLISTED, FETCH).with(one)).blame()).isEqualTo(FETCH);
        assertThat(site(leak(UNLISTED, FETCH).with(one, other)).blame()).isEqualTo(UNLISTED);
    }

    @Test
    void packages_thatTheUserNames_haveTheLastWord() {
        SocketFact client = origin("net.unlisted.Client", "client.jar", "7", false);
        Recording recording = leak(UNLISTED, FETCH).with(client, FEED).endsAt(60);
        Diagnosis told = Diagnoser.diagnose(recording, List.of("net.unlisted"), null, all -> true, List.of());

        assertThat(told.sites()).singleElement().extracting(LeakSite::blame).isEqualTo(UNLISTED);
    }

    @Test
    void fingerprint_hasNoArchive() {
        assertThat(site(leak(EXECUTE, FETCH).with(HTTP_CLIENT, FEED)).fingerprint())
                .isEqualTo(site(leak(EXECUTE, FETCH)).fingerprint());
    }

    @Test
    void text_withAllFrames_namesTheArchivesOfLibraries() {
        SocketFact pool = origin("org.apache.pool.Pool", "pool.jar", "2.1", false);
        Scenario leak =
                leak("org.apache.pool.Pool.lend(Pool.java:3)", EXECUTE, FETCH).with(HTTP_CLIENT, FEED, pool);

        assertThat(lines(leak, Style.PLAIN.withAllFrames(true)))
                .contains(
                        "at org.apache.pool.Pool.lend(Pool.java:3) ~[pool.jar:2.1]",
                        "at " + EXECUTE + " ~[httpclient-4.5.13.jar]",
                        "> at " + FETCH,
                        "look at   " + FETCH);
    }

    @Test
    void text_ofLibraries_foldsTheirFramesByArchive() {
        SocketFact pool = origin("org.apache.pool.Pool", "BOOT-INF/lib/pool.jar", "2.1", false);
        String connect = "java.net.Socket.connect(Socket.java:633)";
        String lend = "org.apache.pool.Pool.lend(Pool.java:3)";
        Scenario leak =
                leak(connect, EXECUTE, EXECUTE, lend, EXECUTE, FETCH, EXECUTE).with(HTTP_CLIENT, FEED, pool);

        assertThat(lines(leak, Style.PLAIN))
                .containsSequence(
                        "opened",
                        "... 1 frame of the JDK",
                        "... 3 frames of httpclient-4.5.13.jar",
                        "... 1 frame of pool.jar:2.1",
                        "> at " + FETCH,
                        "... 1 frame of httpclient-4.5.13.jar",
                        "");
    }

    @Test
    void text_ofManyLibraries_countsTheRest() {
        Scenario leak = leak(
                "java.net.Socket.connect(Socket.java:633)",
                "okio.Buffer.read(Buffer.kt:1)",
                "okhttp3.Call.execute(Call.kt:2)",
                "retrofit2.Call.execute(Call.java:3)",
                "retrofit2.Call.call(Call.java:4)",
                "com.acme.Feed$$Lambda$12.run(Unknown Source)",
                FETCH);

        assertThat(lines(leak, Style.PLAIN))
                .containsSequence(
                        "... 1 frame of the JDK", "... 1 frame of okio", "... 4 frames of 3 others", "> at " + FETCH);
    }

    @Test
    void text_ofPackagesThatTheUserNames_foldsNoneOfThem() {
        Recording recording = leak(EXECUTE, FETCH).with(HTTP_CLIENT, FEED).endsAt(60);
        Diagnosis told = Diagnoser.diagnose(recording, List.of("org.apache.http"), null, all -> true, List.of());

        assertThat(SitesText.of(told, Style.PLAIN).lines().map(String::strip))
                .contains("> at " + EXECUTE, "... 1 frame of shop.jar:1.2");
    }

    @Test
    void text_ofABlamedLibrary_isNotFolded() {
        assertThat(lines(leak(EXECUTE).with(HTTP_CLIENT), Style.PLAIN))
                .contains("> at " + EXECUTE + " ~[httpclient-4.5.13.jar]");
    }

    @Test
    void text_ofABlamedLibrary_namesItsArchive() {
        assertThat(lines(leak(EXECUTE).with(HTTP_CLIENT), Style.PLAIN))
                .contains("look at   " + EXECUTE + " ~[httpclient-4.5.13.jar]");
    }

    @Test
    void json_hasTheArchivesBesideTheFrames() throws IOException {
        StringWriter json = new StringWriter();
        SitesJson.write(
                Diagnoser.diagnose(leak(EXECUTE, FETCH).with(HTTP_CLIENT, FEED).endsAt(60)), json);

        assertThat(json.toString().replaceAll("\\s+", " "))
                .contains("\"" + EXECUTE + "\", \"" + FETCH + "\"")
                .contains("\"archives\": { \"com.acme.Feed\": { \"archive\": \"shop.jar\", \"version\": \"1.2\","
                        + " \"application\": true }, \"org.apache.http.impl.execchain.MainClientExec\":"
                        + " { \"archive\": \"httpclient-4.5.13.jar\", \"version\": \"4.5.13\","
                        + " \"application\": false } }");
        assertThat(DocumentedJson.faults(json.toString())).isEmpty();
    }

    private static Scenario leak(String... frames) {
        List<String> stack = at(frames);
        return scenario()
                .connection(1)
                .at(1)
                .opened(stack)
                .at(2)
                .endOfStream(stack)
                .and();
    }

    private static LeakSite site(Scenario scenario) {
        return Diagnoser.diagnose(scenario.endsAt(60)).sites().get(0);
    }

    private static Stream<String> lines(Scenario scenario, Style style) {
        return SitesText.of(Diagnoser.diagnose(scenario.endsAt(60)), style)
                .lines()
                .map(String::strip);
    }

    private static SocketFact origin(String type, String archive, String version, Boolean application) {
        return new SocketFact.ClassOrigin(START, type, archive, version, "", application);
    }
}
