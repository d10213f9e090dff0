// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Told.counted;
import static io.github.lastack.scenario.Told.sampled;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.SocketFact.Awaiting;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Connections that this side opened, used and left: when that is a leak, and above all when it is none. */
class UnusedConnectionsRuleTest {
    private static final List<String> ASK =
            at("java.net.Socket.connect(Socket.java:633)", "Feed.ask(Feed.java:31)", "Feed.main(Feed.java:7)");
    private static final List<String> POOL = at(
            "java.net.Socket.connect(Socket.java:633)",
            "org.apache.http.impl.conn.PoolingHttpClientConnectionManager.connect(X.java:376)",
            "Feed.ask(Feed.java:31)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:99)");
    private static final Awaiting NOBODY = new Awaiting(false, 0);
    private static final String REMOTE = "10.0.0.7:8080";
    private static final int END = 40;

    /** In every second until {@link #END} one is opened, used, and never again. */
    private static Scenario oneASecond() {
        return left(END - 1, i -> i, i -> NOBODY);
    }

    private static Scenario left(int count, IntFunction<Number> openedAt, IntFunction<Awaiting> awaiting) {
        return left(scenario(), count, ASK, openedAt, awaiting);
    }

    private static Scenario left(
            Scenario scenario,
            int count,
            List<String> stack,
            IntFunction<Number> openedAt,
            IntFunction<Awaiting> awaiting) {
        for (int i = 1; i <= count; i++) {
            double opened = openedAt.apply(i).doubleValue();
            scenario.connection(i)
                    .at(opened)
                    .opened(stack)
                    .at(END)
                    .listedUnused(Role.CLIENT, opened, opened, false, awaiting.apply(i));
        }
        return scenario;
    }

    private static Diagnosis diagnosed(Scenario scenario) {
        return Diagnoser.diagnose(scenario.endsAt(END));
    }

    /** Neither a finding nor a note. */
    private static void assertSilent(Scenario scenario) {
        Diagnosis diagnosis = diagnosed(scenario);
        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.notes()).isEmpty();
    }

    @Test
    void unusedAndGrowing_isFound_whereItIsOpened() {
        Diagnosis diagnosis = diagnosed(oneASecond());

        assertThat(diagnosis.sites()).singleElement().satisfies(site -> {
            assertThat(site.cause()).isEqualTo(Cause.UNUSED_AND_GROWING);
            assertThat(site.connections()).isEqualTo(END - 1);
            assertThat(site.stillOpen()).isEqualTo(END - 1);
            assertThat(site.blame()).isEqualTo("com.acme.Feed.ask(Feed.java:31)");
            assertThat(site.grounds().words()).isEqualTo("opened it");
            assertThat(site.dwell().max()).isEqualTo(Duration.ofSeconds(END - 1));
            assertThat(site.remotes()).containsExactly(new RemoteCount(REMOTE, END - 1));
            assertThat(site.onset().growing()).isTrue();
            assertThat(site.fingerprint()).isEqualTo("stalled/unused-and-growing/client/com.acme.Feed.ask:31");
        });
        assertThat(diagnosis.notes()).isEmpty();
        assertThat(diagnosis.connections()).allSatisfy(each -> assertThat(each.site())
                .isEqualTo("stalled/unused-and-growing/client/com.acme.Feed.ask:31"));
    }

    @Test
    void useInTheSecondOfTheOpening_isNotBeforeIt() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i).at(i).opened(ASK).at(END).listedUnused(Role.CLIENT, i, i - 1.5, false, NOBODY);
        }
        assertThat(diagnosed(scenario).sites()).singleElement().satisfies(site -> {
            assertThat(site.onset().first()).isEqualTo(Scenario.second(1));
            assertThat(site.dwell().max()).isEqualTo(Duration.ofSeconds(END - 1));
        });
    }

    @Test
    void check_failsOnGrowing_onlyWhenAsked() {
        Diagnosis diagnosis = diagnosed(oneASecond());

        assertThat(Check.connections(diagnosis, "--max-stalled", Problem.STALLED, 0)
                        .passed())
                .isTrue();
        assertThat(Check.growing(diagnosis, "--max-growing", END - 2).passed()).isFalse();
        assertThat(Check.growing(diagnosis, "--max-growing", END - 1).passed()).isTrue();
    }

    @Test
    void growthThatHasStopped_isNoted_andNoFinding() {
        Diagnosis diagnosis = diagnosed(left(25, i -> i, i -> NOBODY));

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.notes())
                .containsExactly(
                        "25 ESTABLISHED to 10.0.0.7:8080, opened at com.acme.Feed.ask(Feed.java:31), unused for"
                                + " 15 to 39 s, none closed; their number does not grow");
        assertThat(diagnosis.connections())
                .allSatisfy(each -> assertThat(each.site()).isEmpty());
    }

    @Test
    void growthThatSlowsDown_isNoFinding() {
        // 25 at once, as a pool opens them, and then one now and then
        assertThat(diagnosed(left(28, i -> i <= 25 ? i * 0.2 : (i - 25) * 12.5, i -> NOBODY))
                        .sites())
                .isEmpty();
    }

    @Test
    void growthForLessThanTwoLimits_isNoFinding() {
        assertThat(diagnosed(left(38, i -> 21 + i * 0.5, i -> NOBODY)).sites()).isEmpty();
    }

    @Test
    void fewerThanTwenty_areNothing() {
        assertSilent(left(19, i -> i * 2, i -> NOBODY));
    }

    @Test
    void oneThatWasClosed_provesThatOthersMayBe() {
        assertSilent(oneASecond()
                .connection(99)
                .at(3)
                .opened(ASK)
                .at(4)
                .closed(CLOSE)
                .and());
    }

    @Test
    void oneThatWasCollected_isNoneThatIsKept() {
        assertThat(diagnosed(oneASecond()
                                .connection(99)
                                .at(3)
                                .opened(ASK)
                                .at(4)
                                .collected()
                                .and())
                        .sites())
                .extracting(LeakSite::cause)
                .doesNotContain(Cause.UNUSED_AND_GROWING);
    }

    @Test
    void oneThatIsOpenedAndClosedElsewhere_provesNothing() {
        Scenario scenario = oneASecond()
                .connection(99)
                .at(3)
                .opened(at("Shop.buy(Shop.java:5)"))
                .at(4)
                .closed(CLOSE)
                .and();
        assertThat(diagnosed(scenario).sites()).hasSize(1);
    }

    @Test
    void oneThatWasUsedAgain_isThatOfAPool() {
        assertSilent(oneASecond()
                .connection(99)
                .at(3)
                .opened(ASK)
                .at(END)
                .listedUnused(Role.CLIENT, 3, 20, true, NOBODY)
                .and());
    }

    @Test
    void closeThatWasLost_leavesNothingToSay() {
        // opened elsewhere, not on the listing, and never closed
        assertSilent(oneASecond()
                .connection(99)
                .at(3)
                .opened(at("Shop.buy(Shop.java:5)"))
                .and());
    }

    @Test
    void lossOfEvents_leavesNothingToSay() {
        assertSilent(oneASecond().loss("app.jfr: 1 chunk was read in parts"));
    }

    @Test
    void hookThatFailed_leavesNothingToSay() {
        assertSilent(oneASecond()
                .hooks(new SocketFact.Hooks(
                        List.of(), List.of(), List.of(), List.of("SocketDispatcher.read: no such method"), List.of())));
    }

    @Test
    void olderAgent_leavesNothingToSay() {
        assertSilent(left(END - 1, i -> i, i -> null));
    }

    @Test
    void channelOfASelector_isAwaited() {
        assertSilent(left(END - 1, i -> i, i -> new Awaiting(true, 0)));
    }

    @Test
    void connectionOfEachThread_isKeptForItsThread() {
        assertSilent(left(END - 1, i -> i, i -> new Awaiting(false, 1000 + i)));
    }

    @Test
    void fewThreads_keepOneEach() {
        assertThat(diagnosed(left(END - 1, i -> i, i -> new Awaiting(false, 1 + i % 10)))
                        .sites())
                .singleElement()
                .satisfies(site -> assertThat(site.connections()).isEqualTo(END - 1));
    }

    @Test
    void connectionToEachShard_isOneOfItsKind() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i)
                    .to("10.0.0." + i + ":6379")
                    .at(i)
                    .opened(ASK)
                    .at(END)
                    .listedUnused(Role.CLIENT, i, i, false, NOBODY);
        }
        assertSilent(scenario);
    }

    @Test
    void remotesThatAreNotRecorded_cannotBeToldApart() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i)
                    .to("?:6379")
                    .at(i)
                    .opened(ASK)
                    .at(END)
                    .listedUnused(Role.CLIENT, i, i, false, NOBODY);
        }
        assertSilent(scenario);
    }

    @Test
    void clientsThatComeAndStay_areNoLeakOfTheServer() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i)
                    .at(i)
                    .accepted(8080, at("Server.accept(Server.java:12)"))
                    .at(END)
                    .listedUnused(Role.SERVER, i, i, false, NOBODY);
        }
        assertSilent(scenario);
    }

    @Test
    void requestWithoutAnAnswer_mayBeAwaited() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i).at(i).opened(ASK).at(END).listedUnused(Role.CLIENT, i, i, true, NOBODY);
        }
        assertSilent(scenario);
    }

    @Test
    void connectionOfAPool_isThePoolsAffair() {
        assertSilent(left(scenario(), END - 1, POOL, i -> i, i -> NOBODY));
    }

    @Test
    void connectionThatNoCodeOfTheApplicationOpened_isNothing() {
        List<String> library =
                at("java.net.Socket.connect(Socket.java:633)", "org.postgresql.core.PGStream.open(X.java:9)");
        assertSilent(left(scenario(), END - 1, library, i -> i, i -> NOBODY));
    }

    @Test
    void countedClosesOfThePlace_areCloses() {
        assertSilent(oneASecond().site(7, ASK).with(counted(1, Role.CLIENT, 7, 25, 9, 9, 0)));
    }

    @Test
    void countedClosesElsewhere_proveNothing() {
        Scenario scenario = oneASecond()
                .site(7, at("Shop.buy(Shop.java:5)"))
                .with(counted(1, Role.CLIENT, 7, 25, 9, 9, 0), counted(1, Role.SERVER, 8, 25, 9, 9, 0));
        assertThat(diagnosed(scenario).sites()).hasSize(1);
    }

    @Test
    void countedClosesThatAreSampled_mayBeOfThePlace() {
        assertSilent(
                oneASecond().site(7, at("Shop.buy(Shop.java:5)")).with(sampled(1, Role.CLIENT, 7, 25, 4, 90, 80, 0)));
    }

    @Test
    void closeOfWhatWasOpenedBefore_mayBeOfThePlace() {
        assertSilent(oneASecond().connection(99).at(3).onlyClosed().and());
        assertSilent(oneASecond()
                .connection(99)
                .at(1)
                .listedUnused(Role.CLIENT, -5, -5, false, NOBODY)
                .at(3)
                .closed(CLOSE)
                .and());
        assertThat(diagnosed(oneASecond()
                                .connection(99)
                                .to("10.0.0.8:8080")
                                .at(3)
                                .onlyClosed()
                                .and())
                        .sites())
                .hasSize(1);
    }

    @Test
    void closeAtThePlace_ofWhatWasOpenedBefore_isAClose() {
        assertSilent(oneASecond()
                .site(7, ASK)
                .connection(99)
                .to("10.0.0.8:8080")
                .openedAtSite(7)
                .at(1)
                .listedUnused(Role.CLIENT, -5, -5, false, NOBODY)
                .at(3)
                .closed(CLOSE)
                .and());
    }

    @Test
    void openedBeforeTheRecording_countsButDoesNotGrow() {
        assertThat(diagnosed(before(30)).sites()).isEmpty();
        assertThat(diagnosed(before(30)).notes()).singleElement().satisfies(note -> assertThat(note)
                .startsWith("30 ESTABLISHED to 10.0.0.7:8080, opened at"));

        Scenario more = before(30);
        for (int i = 1; i <= 13; i++) {
            more.connection(200 + i)
                    .at(3 * i)
                    .opened(ASK)
                    .at(END)
                    .listedUnused(Role.CLIENT, 3 * i, 3 * i, false, NOBODY);
        }
        assertThat(diagnosed(more).sites()).singleElement().satisfies(site -> assertThat(site.connections())
                .isEqualTo(43));
    }

    private static Scenario before(int count) {
        Scenario scenario = scenario().site(7, ASK);
        for (int i = 1; i <= count; i++) {
            scenario.connection(i).openedAtSite(7).at(END).listedUnused(Role.CLIENT, -i, -i, false, NOBODY);
        }
        return scenario;
    }

    @Test
    void dataThatWaits_isAnotherProblem() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i).at(i).opened(ASK).at(END).listedUnread(i, 0);
        }
        assertThat(diagnosed(scenario).sites()).extracting(LeakSite::cause).containsOnly(Cause.UNREAD_DATA);
    }

    @Test
    void peerThatCloses_isAnotherProblem() {
        Scenario scenario = scenario();
        for (int i = 1; i < END; i++) {
            scenario.connection(i).at(i).opened(ASK).at(i + 1).probed(TcpState.CLOSE_WAIT);
        }
        assertThat(diagnosed(scenario).sites()).extracting(LeakSite::cause).containsOnly(Cause.END_OF_STREAM_UNREAD);
    }
}
