// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which frame of a use is blamed, where several connections were used at the same place. */
class UseSitesTest {
    private static final String READ = "java.net.Socket$SocketInputStream.read(Socket.java:966)";
    private static final String ASK = "com.acme.Wire.ask(Wire.java:7)";
    private static final String REPORT = "com.acme.Jobs.report(Jobs.java:9)";
    private static final String PAGE = "com.acme.Jobs.page(Jobs.java:8)";
    private static final String MAIN = "com.acme.Main.main(Main.java:16)";

    private final Scenario scenario = scenario()
            .site(1, List.of(READ, ASK, REPORT, MAIN))
            .site(2, List.of(READ, ASK, PAGE, MAIN))
            .site(3, List.of(READ, "com.acme.Wire.ask(Wire.java:9)", REPORT, MAIN));

    @Test
    void helperOfSeveralCallersOfWhichOneLeaks_isNotBlamed_butThatCaller() {
        used(1, 1);
        used(2, 1);

        assertThat(blamed()).containsExactly(REPORT);
    }

    @Test
    void helperAllOfWhoseCallersLeak_isBlamed() {
        used(1, 1);
        used(2, 2);

        assertThat(blamed()).containsExactly(ASK);
    }

    @Test
    void helperOfOneCaller_isBlamed() {
        Scenario alone = scenario().site(1, List.of(READ, ASK, REPORT, MAIN));
        used(alone, 1, 1);

        assertThat(blamed(alone)).containsExactly(ASK);
    }

    @Test
    void connectionsWhoseHolderIsNotKnown_joinThoseUsedAtTheSamePlaceWhoseHolderIs() {
        scenario.site(8, List.of("java.lang.Object.wait(Object.java)", "com.acme.Wire.ask(Wire.java:8)", REPORT, MAIN));
        used(1, 1).held("main", 8);
        used(2, 1);

        List<LeakSite> sites = sites(scenario);
        assertThat(sites).singleElement().satisfies(site -> {
            assertThat(site.blame()).isEqualTo("com.acme.Wire.ask(Wire.java:8)");
            assertThat(site.connections()).isEqualTo(2);
            assertThat(site.grounds().words())
                    .isEqualTo("the thread that used it last was here when sampled (1 of 2), used it last (1 of 2)");
        });
    }

    @Test
    void endOfStreamThatIsIgnored_isBlamedOnWhoReadIt_whateverIsWrittenLater() {
        List<String> read = List.of(READ, "com.acme.Wire.drain(Wire.java:12)", MAIN);
        List<String> write = List.of("java.net.Socket$SocketOutputStream.write(Socket.java:1035)", MAIN);
        Scenario two = scenario().site(7, write);
        two.connection(1)
                .opened(List.of(READ, MAIN))
                .at(2)
                .endOfStream(read)
                .at(59)
                .listedUsed(Role.CLIENT, 2, "main", 0, 7);
        two.connection(2).opened(List.of(READ, MAIN)).at(2).endOfStream(read);
        two.connection(2).at(59).listed(TcpState.CLOSE_WAIT, 2, 0, 0, 0);

        assertThat(sites(two)).singleElement().satisfies(site -> {
            assertThat(site.blame()).isEqualTo("com.acme.Wire.drain(Wire.java:12)");
            assertThat(site.connections()).isEqualTo(2);
        });
    }

    private Scenario.Connection used(long id, long site) {
        return used(scenario, id, site);
    }

    private static Scenario.Connection used(Scenario scenario, long id, long site) {
        return scenario.connection(id)
                .opened(List.of("java.net.Socket.connect(Socket.java:633)", "com.acme.Filler.run(Filler.java:3)"))
                .at(5)
                .probed(TcpState.CLOSE_WAIT)
                .at(59)
                .listedUsed(Role.CLIENT, 5, "main", 0, site);
    }

    private List<String> blamed() {
        return blamed(scenario);
    }

    private static List<String> blamed(Scenario scenario) {
        return sites(scenario).stream().map(LeakSite::blame).toList();
    }

    private static List<LeakSite> sites(Scenario scenario) {
        return Diagnoser.diagnose(scenario.endsAt(60)).sites();
    }
}
