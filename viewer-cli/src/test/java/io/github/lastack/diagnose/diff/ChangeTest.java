// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.diff;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Told.counted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.diff.Change.Kind;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final String FEED = "Feed.poll(Feed.java:58)";
    private static final String DESK = "Desk.order(Desk.java:7)";

    @Test
    void leak_absentBefore_came() {
        assertThat(kinds(healthy(60), leaking(60, 3, FEED))).containsExactly(Kind.CAME);
    }

    @Test
    void leak_absentAfter_went() {
        assertThat(kinds(leaking(60, 3, FEED), healthy(60))).containsExactly(Kind.WENT);
    }

    @Test
    void leak_moreInTheSameTime_grew() {
        assertThat(kinds(leaking(60, 10, FEED), leaking(60, 13, FEED))).containsExactly(Kind.GREW);
        assertThat(kinds(leaking(60, 13, FEED), leaking(60, 10, FEED))).containsExactly(Kind.SHRANK);
    }

    @Test
    void leak_twiceInTwiceTheTime_isTheSame() {
        assertThat(kinds(leaking(60, 10, FEED), leaking(120, 20, FEED))).containsExactly(Kind.SAME);
    }

    @Test
    void leak_lineShifted_isTheSame() {
        assertThat(kinds(leaking(60, 3, FEED), leaking(60, 3, "Feed.poll(Feed.java:61)")))
                .containsExactly(Kind.SAME);
    }

    @Test
    void leak_lineShiftedToTwoPlaces_isNotGuessed() {
        Diagnosis two = diagnosis(
                leak(leak(scenario(), 1, 3, "Feed.poll(Feed.java:61)"), 10, 3, "Feed.poll(Feed.java:70)"), 60);

        assertThat(kinds(leaking(60, 3, FEED), two)).containsExactly(Kind.CAME, Kind.CAME, Kind.WENT);
    }

    @Test
    void order_newLeaks_comeFirst() {
        Diagnosis before = diagnosis(leak(scenario(), 1, 3, FEED), 60);
        Diagnosis after = diagnosis(leak(leak(scenario(), 1, 6, FEED), 10, 1, DESK), 60);

        assertThat(kinds(before, after)).containsExactly(Kind.CAME, Kind.GREW);
    }

    /**
     * Of the same code's connections 12 are recorded individually in each, and in one recording a hundred times as many
     * came.
     */
    @Test
    void counts_aggregatedNow_areNoShrinking() {
        Diagnosis told = diagnosis(shortLived(12), 60);
        Diagnosis rushed = diagnosis(rush(shortLived(12), 1_200, 1_200), 60);

        assertThat(kinds(told, rushed)).containsExactly(Kind.GREW);
        assertThat(kinds(rushed, told)).containsExactly(Kind.SHRANK);
        assertThat(kinds(rushed, rushed)).containsExactly(Kind.SAME);
        assertThat(Change.between(told, rushed))
                .extracting(Change::countedBefore, Change::countedAfter)
                .containsExactly(tuple(0L, 1_200L));
    }

    @Test
    void leak_allAggregatedNow_hasNotGone() {
        Diagnosis told = diagnosis(shortLived(12), 60);
        Diagnosis rushed = diagnosis(rush(scenario(), 1_200, 1_200), 60);

        assertThat(kinds(told, rushed)).containsExactly(Kind.GREW);
        assertThat(kinds(told, healthy(60))).containsExactly(Kind.WENT);
    }

    @Test
    void closedFirst_byThePeer_isNoTimeWait() {
        assertThat(kinds(diagnosis(shortLived(12), 60), diagnosis(rush(scenario(), 1_200, 0), 60)))
                .containsExactly(Kind.WENT);
    }

    @Test
    void count_aggregated_hidesNoHeldConnection() {
        Diagnosis rushed = diagnosis(rush(leak(scenario(), 1, 3, FEED), 1_200, 1_200), 60);

        assertThat(kinds(leaking(60, 3, FEED), rushed)).containsExactly(Kind.SAME);
    }

    @Test
    void rush_inOneRecordingOnly_isReported() {
        Diagnosis rushed = diagnosis(rush(scenario(), 1_200, 7), 60);

        assertThat(AggregatedChange.between(healthy(60), rushed))
                .singleElement()
                .satisfies(rush -> {
                    assertThat(rush.opened()).isEqualTo("com.acme." + FEED);
                    assertThat(rush.before()).isNull();
                    assertThat(rush.after().connections()).isEqualTo(1_200);
                });
        assertThat(AggregatedChange.between(rushed, healthy(60)))
                .extracting(AggregatedChange::after)
                .containsOnlyNulls();
        assertThat(AggregatedChange.between(healthy(60), healthy(60))).isEmpty();
    }

    @Test
    void leakOfWhichNoneCameInOneRecording_isNotComparable() {
        Scenario later = scenario().site(7, at(FEED)).site(8, at(FEED));
        for (int i = 1; i <= 3; i++) {
            later.connection(i).at(59).listed(TcpState.CLOSE_WAIT, -100, -200, 7, 8);
        }

        assertThat(kinds(leaking(60, 3, FEED), diagnosis(later, 60))).containsExactly(Kind.NOT_COMPARABLE);
    }

    @Test
    void leakThatTheOtherRecordingIsTooShortToFind_hasNeitherComeNorGone() {
        assertThat(kinds(leaking(60, 3, FEED), healthy(8))).containsExactly(Kind.NOT_COMPARABLE);
        assertThat(kinds(healthy(8), leaking(60, 3, FEED))).containsExactly(Kind.NOT_COMPARABLE);
    }

    private static Scenario shortLived(int connections) {
        Scenario scenario = scenario();
        for (int i = 0; i < connections; i++) {
            scenario.connection(100 + i).at(1 + i).opened(at(FEED)).at(1.1 + i).closed(at(FEED));
        }
        return scenario;
    }

    private static Scenario rush(Scenario scenario, int connections, int closedFirst) {
        return scenario.site(7, at(FEED)).with(counted(2, Role.CLIENT, 7, connections, connections, closedFirst, 0));
    }

    private static List<Kind> kinds(Diagnosis before, Diagnosis after) {
        return Change.between(before, after).stream().map(Change::kind).toList();
    }

    private static Diagnosis healthy(double seconds) {
        return leaking(seconds, 0, FEED);
    }

    private static Diagnosis leaking(double seconds, int connections, String frame) {
        return diagnosis(leak(scenario(), 1, connections, frame), seconds);
    }

    private static Diagnosis diagnosis(Scenario scenario, double seconds) {
        return Diagnoser.diagnose(scenario.endsAt(seconds));
    }

    private static Scenario leak(Scenario scenario, int firstId, int connections, String frame) {
        for (int i = 0; i < connections; i++) {
            scenario.connection(firstId + i).at(1).opened(at(frame)).at(2).endOfStream(at(frame));
        }
        return scenario;
    }
}
