// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import static io.github.lastack.scenario.Scenario.START;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ConnectionHistory.StateEntry;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatesOverTimeTest {
    private static final List<TcpState> PATH = List.of(
            TcpState.SYN_SENT, TcpState.ESTABLISHED, TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2, TcpState.TIME_WAIT);

    private final StatesOverTime states = new StatesOverTime(START);

    @Test
    void connection_inAState_countsAsLongAsItIsThere() {
        states.add(history(60, 0, TcpState.SYN_SENT, 10, TcpState.ESTABLISHED, 30, TcpState.CLOSE_WAIT));

        StateTimeline timeline = states.until(second(60));

        assertThat(timeline.lines().keySet())
                .containsExactly(TcpState.SYN_SENT, TcpState.ESTABLISHED, TcpState.CLOSE_WAIT);
        assertThat(countAt(timeline, TcpState.SYN_SENT, 5)).isOne();
        assertThat(countAt(timeline, TcpState.SYN_SENT, 15)).isZero();
        assertThat(countAt(timeline, TcpState.ESTABLISHED, 5)).isZero();
        assertThat(countAt(timeline, TcpState.ESTABLISHED, 20)).isOne();
        assertThat(countAt(timeline, TcpState.CLOSE_WAIT, 29)).isZero();
        assertThat(countAt(timeline, TcpState.CLOSE_WAIT, 60)).isOne();
    }

    @Test
    void state_betweenTwoBuckets_isSeen() {
        states.add(history(3600, 100, TcpState.SYN_SENT, 100.0001, TcpState.ESTABLISHED));

        StateTimeline.Line passed = states.until(second(3600)).lines().get(TcpState.SYN_SENT);

        assertThat(passed.most()).isOne();
        assertThat(passed.atEnd()).containsOnly(0);
        assertThat(passed.peak()).filteredOn(peak -> peak > 0).hasSize(1);
    }

    @Test
    void connection_openedBeforeTheRecording_countsFromItsStart() {
        states.add(history(60, -500, TcpState.ESTABLISHED));

        assertThat(states.until(second(60)).lines().get(TcpState.ESTABLISHED).atEnd())
                .containsOnly(1);
    }

    @Test
    void connection_afterItsJvmsRecording_isNotCounted() {
        states.add(history(20, 0, TcpState.ESTABLISHED));
        states.add(history(60, 0, TcpState.ESTABLISHED));

        StateTimeline timeline = states.until(second(60));

        assertThat(countAt(timeline, TcpState.ESTABLISHED, 19)).isEqualTo(2);
        assertThat(countAt(timeline, TcpState.ESTABLISHED, 25)).isOne();
    }

    @Test
    void state_lastOfALostClose_isNotCounted() {
        StateTimeline timeline = Diagnoser.diagnose(scenario()
                        .connection(1)
                        .at(1)
                        .connects(11, at("Feed.connect(Feed.java:31)"))
                        .and()
                        .chunkEnds(50, 0)
                        .endsAt(60))
                .timeline();

        assertThat(timeline.lines().keySet()).containsExactly(TcpState.SYN_SENT);
    }

    @Test
    void recording_withoutConnections_hasTimeAndNoStates() {
        StateTimeline timeline = states.until(second(90));

        assertThat(timeline.lines()).isEmpty();
        assertThat(timeline.end()).isEqualTo(second(90));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0001, 0.5, 1, 8, 60, 3600, 86_400, 31_000_000})
    void buckets_anyLength_areAboutSixty(double seconds) {
        states.add(history(seconds, 0, TcpState.ESTABLISHED));

        StateTimeline timeline = states.until(second(seconds));

        int buckets = timeline.lines().get(TcpState.ESTABLISHED).atEnd().size();
        assertThat(buckets).isLessThanOrEqualTo(StatesOverTime.BUCKETS);
        if (seconds >= 0.5) {
            assertThat(buckets).isGreaterThan(50);
        }
        assertThat(timeline.start().plus(timeline.bucket().multipliedBy(buckets)))
                .isAfter(timeline.end());
        assertThat(timeline.start().plus(timeline.bucket().multipliedBy(buckets - 1)))
                .isBeforeOrEqualTo(timeline.end());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void counts_randomHistories_equalABruteForceCount(long seed) {
        Random random = new Random(seed);
        double end = 1 + random.nextInt(5000);
        List<ConnectionHistory> histories = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            histories.add(random(random, end));
        }
        histories.forEach(states::add);

        StateTimeline timeline = states.until(second(end));

        timeline.lines().forEach((state, line) -> {
            for (int bucket = 0; bucket < line.atEnd().size(); bucket++) {
                // A moment that is an end of a bucket belongs to the next one.
                Instant moment = timeline.start()
                        .plus(timeline.bucket().multipliedBy(bucket + 1))
                        .minusNanos(1);
                long expected = histories.stream()
                        .filter(history -> history.stateAt(moment) == state)
                        .count();
                assertThat(line.atEnd().get(bucket).longValue())
                        .as("%s at %s", state, moment)
                        .isEqualTo(expected);
                assertThat(line.peak().get(bucket))
                        .isGreaterThanOrEqualTo(line.atEnd().get(bucket));
            }
        });
    }

    private static int countAt(StateTimeline timeline, TcpState state, double seconds) {
        long nanos = Duration.between(timeline.start(), second(seconds)).toNanos();
        return timeline.lines().get(state).atEnd().get((int)
                (nanos / timeline.bucket().toNanos()));
    }

    private static ConnectionHistory random(Random random, double end) {
        Object[] states = new Object[2 * (1 + random.nextInt(PATH.size()))];
        double[] times =
                random.doubles(states.length / 2, -end / 10, end).sorted().toArray();
        for (int i = 0; i < times.length; i++) {
            states[2 * i] = times[i];
            states[2 * i + 1] = PATH.get(i);
        }
        return history(end, states);
    }

    /** @param states second, state, second, state */
    private static ConnectionHistory history(double until, Object... states) {
        List<StateEntry> stays = new ArrayList<>();
        for (int i = 0; i < states.length; i += 2) {
            double seconds = ((Number) states[i]).doubleValue();
            stays.add(new StateEntry((TcpState) states[i + 1], second(seconds), Evidence.OBSERVED));
        }
        List<String> none = List.of();
        return new ConnectionHistory(
                new ConnectionHistory.Opening(
                        "4711@0",
                        1,
                        new SocketFact.Ends(Role.CLIENT, "Socket", "peer", "10.0.0.1:40001", 40_001, "10.0.0.7:80"),
                        stays.get(0).at(),
                        false,
                        false),
                new ConnectionHistory.StateTrace(stays, List.of(), null, second(until), false),
                new ConnectionHistory.Stacks(none, none, none, none, none, none, none),
                new ConnectionHistory.Use(
                        new ConnectionHistory.Moments(null, null, null), null, null, none, false, null, false),
                new ConnectionHistory.End(null, false, null, false, false, null, false),
                new ConnectionHistory.Descriptor(null, true, false),
                new ConnectionHistory.Network(null, null, null, null));
    }
}
