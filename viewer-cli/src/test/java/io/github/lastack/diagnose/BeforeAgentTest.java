// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.diagnose.problem.AlikeSite;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.SitesText;
import io.github.lastack.render.text.SummaryText;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Most people meet the agent in a JVM that leaks already: what was there before it is part of the answer. */
class BeforeAgentTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");

    private final Scenario scenario = scenario();

    /** A connection that the agent found in that state, at the beginning of the recording. */
    private Scenario.Connection found(long id, TcpState state, double listedAt) {
        return scenario.connection(id).at(listedAt).listed(state, 0, 0, 0, 0);
    }

    @Test
    void closeWaitFoundAtTheAttach_thatStays_isALeakHoweverShortTheRecording() {
        for (int i = 1; i <= 12; i++) {
            found(i, CLOSE_WAIT, 8);
        }

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(8));

        LeakSite site = diagnosis.sites().get(0);
        assertThat(site.connections()).isEqualTo(12);
        assertThat(site.held().beforeAgent()).isEqualTo(12);
        assertThat(site.onset().growing()).isFalse();
        assertThat(site.ratePerSecond()).isZero();
        assertThat(diagnosis.closeWaitWithinLimit()).isZero();
        assertThat(SummaryText.of(diagnosis, Style.PLAIN))
                .startsWith("12 connections leaking since before the agent was attached\n")
                .contains("12 connections, all in CLOSE_WAIT since before the recording, the oldest for at least 8 s")
                .contains("look at   not known: open before the agent was attached");
        assertThat(SitesText.of(diagnosis, Style.PLAIN))
                .contains("how long  median at least 8 s")
                .doesNotContain("nothing here has read since");
    }

    @Test
    void closeWaitFoundAtTheAttach_thatIsClosedInTime_isNone() {
        found(1, CLOSE_WAIT, 1).at(3).closed(at("Feed.close(Feed.java:70)"));

        assertThat(Diagnoser.diagnose(scenario.endsAt(8)).sites()).isEmpty();
    }

    @Test
    void closeWaitFoundAtTheAttach_thatIsClosedLate_isClosedLateAtLeast() {
        found(1, CLOSE_WAIT, 1).at(15).closed(at("Feed.close(Feed.java:70)"));

        LeakSite site = Diagnoser.diagnose(scenario.endsAt(60)).sites().get(0);

        assertThat(site.cause()).isEqualTo(Cause.CLOSED_LATE);
        assertThat(site.dwell().max()).hasSeconds(15);
        assertThat(site.held().beforeAgent()).isEqualTo(1);
    }

    @Test
    void closeWaitThatBeganAfterTheAttach_isJudgedByTheLimit() {
        found(1, TcpState.ESTABLISHED, 1).at(2).probed(CLOSE_WAIT);

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(8));

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.closeWaitWithinLimit()).isEqualTo(1);
    }

    @Test
    void closeWaitSeenOnlyOnce_isNoneYet() {
        found(1, CLOSE_WAIT, 0.4);

        assertThat(Diagnoser.diagnose(scenario.endsAt(0.5)).sites()).isEmpty();
    }

    @Test
    void foundConnections_areLikenedToTheKnownLeakToTheirRemote_whichComesFirst() {
        for (int i = 1; i <= 30; i++) {
            found(i, CLOSE_WAIT, 60);
        }
        scenario.connection(40)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .endOfStream(POLL)
                .at(60)
                .listed(CLOSE_WAIT, 2, 1, 0, 0);

        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(60)).sites();

        assertThat(sites.get(0).blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
        assertThat(sites.get(1).detail())
                .isEqualTo(new AlikeSite(sites.get(0).blame(), sites.get(0).fingerprint(), "10.0.0.7:8080", 0));
        assertThat(SitesText.of(Diagnoser.diagnose(scenario.endsAt(60)), Style.PLAIN))
                .startsWith("1 leak site; 30 more connections leaking since before the agent was attached\n")
                .contains("perhaps   com.acme.Feed.poll(Feed.java:58), which leaks connections to the same remote");
    }

    @Test
    void descriptorsWithoutAConnection_foundAtTheAttach_areReportedAsWhatIsKnownOfThem() {
        for (int i = 1; i <= 40; i++) {
            scenario.connection(i).at(8).foundUnconnected(0, true);
        }
        for (int i = 41; i <= 43; i++) {
            scenario.connection(i).at(8).foundUnconnected(0, false);
        }

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(8));

        assertThat(diagnosis.sites())
                .extracting(LeakSite::cause, LeakSite::connections, LeakSite::stillOpen)
                .containsExactly(tuple(Cause.ERROR_IGNORED, 40, 40), tuple(Cause.NEVER_CONNECTED, 3, 3));
        assertThat(diagnosis.sites()).allSatisfy(site -> {
            assertThat(site.isBlameUnknown()).isTrue();
            assertThat(site.ratePerSecond()).isZero();
            assertThat(site.remotes()).isEmpty();
            assertThat(site.advice())
                    .contains("open before the agent was attached")
                    .doesNotContain("whether their end");
        });
        assertThat(SummaryText.of(diagnosis, Style.PLAIN))
                .contains(
                        "40 descriptors without a connection, opened before the agent was attached, the oldest for at\n"
                                + "   least 8 s")
                .contains("look at   not known: open before the agent was attached");
        assertThat(SitesText.of(diagnosis, Style.PLAIN))
                .contains("is not known")
                .contains("nothing has connected or")
                .doesNotContain("when a read or write throws");
    }

    @Test
    void descriptorWithoutAConnection_foundAtTheAttachAndClosedSince_isNothing() {
        scenario.connection(1).at(3).foundUnconnected(0, true).at(7).closed(at("Feed.close(Feed.java:70)"));
        scenario.connection(2).at(3).foundUnconnected(0, false);
        scenario.chunkEnds(3.1, 2);
        scenario.chunkEnds(59.1, 0);

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(60));

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.states()).doesNotContainKey(CLOSED);
    }

    @Test
    void descriptorWithoutAConnection_thatWasFoundJustNow_isNoneYet() {
        scenario.connection(1).at(0.4).foundUnconnected(0, false);

        assertThat(Diagnoser.diagnose(scenario.endsAt(0.5)).sites()).isEmpty();
    }

    @Test
    void foundConnectionsOfAServer_areLikenedToTheKnownLeakOnTheirPort() {
        for (int i = 1; i <= 3; i++) {
            scenario.connection(i).from(100).at(60).listedUsed(Role.SERVER, 0, "", 0, 0);
        }
        scenario.connection(40)
                .at(1)
                .accepted(40_100, at("Desk.open(Desk.java:11)"))
                .at(2)
                .endOfStream(at("Desk.serve(Desk.java:20)"))
                .at(60)
                .listed(CLOSE_WAIT, 2, 1, 0, 0);

        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(60)).sites();

        assertThat(sites.get(1).detail())
                .isEqualTo(new AlikeSite(
                        "com.acme.Desk.serve(Desk.java:20)", sites.get(0).fingerprint(), "", 40_100));
        assertThat(SitesText.of(Diagnoser.diagnose(scenario.endsAt(60)), Style.PLAIN))
                .contains("which leaks connections accepted on the same port");
    }

    @Test
    void youngOnesOfAProvenSite_countAndAreNamedApart_butTellNothingOfTheRate() {
        for (int i = 0; i < 12; i++) {
            scenario.connection(i + 1).at(i).opened(CONNECT).at(i + 0.5).endOfStream(POLL);
        }

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(20));

        LeakSite site = diagnosis.sites().get(0);
        assertThat(site.connections()).isEqualTo(12);
        assertThat(site.stillOpen()).isEqualTo(12);
        assertThat(site.held().young()).isEqualTo(2);
        assertThat(site.ratePerSecond()).isEqualTo(1);
        assertThat(diagnosis.closeWaitWithinLimit()).isZero();
    }

    @Test
    void youngOnesOfNoProvenSite_areNoFinding() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).endOfStream(POLL);
        scenario.connection(2).at(55).opened(CONNECT).at(56).endOfStream(at("Quote.ask(Quote.java:9)"));

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(60));

        assertThat(diagnosis.sites())
                .singleElement()
                .extracting(LeakSite::connections)
                .isEqualTo(1);
        assertThat(diagnosis.closeWaitWithinLimit()).isEqualTo(1);
        assertThat(diagnosis.connections())
                .last()
                .extracting(Diagnosis.Connection::site)
                .isEqualTo("");
    }

    @Test
    void connectionsThatThePeerResetInCloseWait_areOfTheSameSite_andSaidToBeDead() {
        for (int i = 1; i <= 20; i++) {
            Scenario.Connection each =
                    scenario.connection(i).at(1).opened(CONNECT).at(2).endOfStream(POLL);
            if (i > 5) {
                each.at(2.2).probed(CLOSED);
            }
        }

        LeakSite site = Diagnoser.diagnose(scenario.endsAt(60)).sites().get(0);

        assertThat(site.connections()).isEqualTo(20);
        assertThat(site.held().states()).containsOnly(entry(CLOSE_WAIT, 5), entry(CLOSED, 15));
        assertThat(site.dwell().p50()).hasMillis(200);
        assertThat(site.dwell().max()).hasSeconds(58);
        assertThat(SitesText.of(Diagnoser.diagnose(scenario.endsAt(60)), Style.PLAIN))
                .contains("20 connections: 5 in CLOSE_WAIT now, 15 dead with an open descriptor");
    }
}
