// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Told.counted;
import static io.github.lastack.scenario.Told.sampled;
import static io.github.lastack.scenario.Told.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.history.AggregateTotals;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.model.Role;
import io.github.lastack.scenario.Scenario;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that were opened too fast to be recorded individually. */
class CountedTest {
    private static final List<String> CONNECT =
            at("java.net.Socket.connect(Socket.java:633)", "Feed.connect(Feed.java:31)");

    @Test
    void counts_repeated_areSummed() {
        Diagnosis diagnosis = Diagnoser.diagnose(scenario()
                .site(7, CONNECT)
                .with(sampled(1, Role.CLIENT, 7, 25, 4, 90, 80, 0), sampled(2, Role.CLIENT, 7, 25, 2, 59, 60, 1))
                .endsAt(10));

        assertThat(diagnosis.counted())
                .containsExactly(new Diagnosis.Counted(
                        new CountedOpenings(
                                Role.CLIENT,
                                CONNECT,
                                new SocketFact.Counted.Openings(150, 100, 350),
                                new SocketFact.Counted.Closes(149, 140),
                                1),
                        "com.acme.Feed.connect(Feed.java:31)"));
        assertThat(diagnosis.onlyCounted()).isEqualTo(149);
        assertThat(diagnosis.connectionCount()).isZero();
    }

    @Test
    void totals_areRecorded_areTakenForTheExactNumbers() {
        Diagnosis diagnosis = Diagnoser.diagnose(scenario()
                .site(7, CONNECT)
                .with(sampled(1, Role.CLIENT, 7, 25, 4, 90, 80, 0), total(1, Role.CLIENT, 117, 110, 107, 2))
                .with(total(2, Role.CLIENT, 3, 5, 5, 0), total(2, Role.SERVER, 9, 9, 0, 0))
                .endsAt(10));

        assertThat(diagnosis.onlyCounted()).isEqualTo(120 - 2 + 9);
        assertThat(diagnosis.counts())
                .containsExactlyInAnyOrder(
                        new AggregateTotals(Role.CLIENT, 120, 115, 112, 2),
                        new AggregateTotals(Role.SERVER, 9, 9, 0, 0));
        assertThat(diagnosis.counted()).singleElement().satisfies(each -> {
            assertThat(each.openings().connections()).isEqualTo(100);
            assertThat(each.openings().standardError()).isCloseTo(17.3, within(0.1));
        });
    }

    @Test
    void counts_byRole_areSeparateAndMostComesFirst() {
        Diagnosis diagnosis = Diagnoser.diagnose(scenario()
                .site(7, CONNECT)
                .with(counted(1, Role.CLIENT, 7, 1, 1, 1, 0), counted(1, Role.SERVER, 7, 2, 2, 0, 0))
                .endsAt(10));

        assertThat(diagnosis.counted())
                .extracting(each -> each.openings().role())
                .containsExactly(Role.SERVER, Role.CLIENT);
    }

    @Test
    void site_notRecorded_isCountedAllTheSame() {
        Diagnosis diagnosis = Diagnoser.diagnose(
                scenario().with(counted(1, Role.CLIENT, 7, 1, 1, 1, 0)).endsAt(10));

        assertThat(diagnosis.counted())
                .extracting(each -> each.openings().stack())
                .containsExactly(List.of());
    }

    @Test
    void openings_beforeTheRecording_areNotMissed() {
        Diagnosis diagnosis = Diagnoser.diagnose(scenario()
                .site(7, CONNECT)
                .with(counted(1, Role.CLIENT, 7, 0, 0, 0, 3), counted(1, Role.SERVER, 7, 2, 2, 0, 0))
                .endsAt(10));

        assertThat(diagnosis.onlyCounted()).isEqualTo(2);
    }

    @Test
    void closedFirst_counted_addsToTheTimeWaitLimit() {
        Scenario rush = scenario().site(7, CONNECT).with(counted(1, Role.CLIENT, 7, 5_000, 5_000, 2_000, 0));

        Check check = Check.rate(
                Diagnoser.diagnose(rush.endsAt(10)), "--max-time-wait-rate", Problem.TIME_WAIT, BigDecimal.TEN);

        assertThat(check.passed()).isFalse();
        assertThat(check.found()).isEqualByComparingTo("200");
    }
}
