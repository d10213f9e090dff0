// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.START;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.render.DocumentedJson;
import io.github.lastack.render.SitesJson;
import io.github.lastack.render.SitesText;
import io.github.lastack.render.Style;
import io.github.lastack.replay.Recording;
import io.github.lastack.replay.SocketFact;
import io.github.lastack.scenario.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
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
    void text_ofALibrarysFrame_namesItsArchive() {
        SocketFact pool = origin("org.apache.pool.Pool", "pool.jar", "2.1", false);
        String text = text(
                leak("org.apache.pool.Pool.lend(Pool.java:3)", EXECUTE, FETCH).with(HTTP_CLIENT, FEED, pool));

        assertThat(text.lines().map(String::strip))
                .contains(
                        "at org.apache.pool.Pool.lend(Pool.java:3) ~[pool.jar:2.1]",
                        "at " + EXECUTE + " ~[httpclient-4.5.13.jar]",
                        "> at " + FETCH,
                        "look at   " + FETCH);
    }

    @Test
    void text_ofABlamedLibrary_namesItsArchive() {
        assertThat(text(leak(EXECUTE).with(HTTP_CLIENT)).lines().map(String::strip))
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

    private static String text(Scenario scenario) {
        return SitesText.of(Diagnoser.diagnose(scenario.endsAt(60)), Style.PLAIN);
    }

    private static SocketFact origin(String type, String archive, String version, Boolean application) {
        return new SocketFact.ClassOrigin(START, type, archive, version, "", application);
    }
}
