// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.ports.TimeWaitPressure;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PressureTest {
    private static final List<String> FETCH = at("Rates.fetch(Rates.java:12)");

    private final Scenario scenario = scenario();

    @Test
    void rate_wholeRecording_isOfTheNewestTime() {
        fetches(1, 20, 10, 10);
        fetches(100, 120, 560, 0.5);

        PortUse use = onlyUse(620);

        assertThat(use.closes()).isEqualTo(140);
        assertThat(use.closesPerSecond()).isCloseTo(2, within(0.05));
        assertThat(use.steadyState()).isBetween(118, 122);
        assertThat(use.inTimeWait()).isEqualTo(120);
        assertThat(use.avoidable()).isEqualTo(139);
    }

    @Test
    void ports_steadyStateTooHigh_runOut() {
        scenario.with(Told.settings(40_000, 40_999, 0, 262_144));
        fetches(1, 200, 10, 0.05);

        PortUse use = onlyUse(20);

        assertThat(use.ports()).isEqualTo(1000);
        assertThat(use.closesPerSecond()).isCloseTo(20, within(0.5));
        assertThat(use.exhaustingRate()).isCloseTo(1000 / 60.0, within(0.01));
        assertThat(use.untilExhausted().toSeconds()).isBetween(38L, 41L);
        assertThat(use.share()).isCloseTo(1.2, within(0.05));
    }

    @Test
    void ports_reusedAfterASecond_doNotRunOut() {
        scenario.with(Told.settings(40_000, 40_999, 1, 262_144));
        fetches(1, 200, 10, 0.05);

        PortUse use = onlyUse(20);

        assertThat(use.untilExhausted()).isNull();
        assertThat(use.exhaustingRate()).isEqualTo(1000);
        assertThat(cost(20).kernel())
                .anyMatch(words -> words.startsWith("tcp_tw_reuse=1:"))
                .anyMatch(words ->
                        words.equals("tcp_fin_timeout=60 does not shorten TIME_WAIT: it is for FIN_WAIT_2 alone"));
    }

    @Test
    void reuse_onLoopbackOnly_doesNotHelpOtherRemotes() {
        scenario.with(Told.settings(40_000, 40_999, 2, 262_144));
        fetches(1, 20, 10, 0.05);

        assertThat(cost(20).kernel()).anyMatch(words -> words.contains("on loopback only"));
        assertThat(PortUse.isReused(Told.settings(1, 2, 2, 1), "127.0.0.1:80")).isTrue();
        assertThat(PortUse.isReused(Told.settings(1, 2, 2, 1), "[::1]:80")).isTrue();
        assertThat(PortUse.isReused(Told.settings(1, 2, 2, 1), "10.0.0.8:80")).isFalse();
        assertThat(PortUse.isReused(Told.settings(1, 2, 0, 1), "127.0.0.1:80")).isFalse();
    }

    @Test
    void buckets_fewerThanTheSteadyState_endTimeWaitEarly() {
        scenario.with(
                Told.settings(40_000, 40_999, 0, 500),
                Told.counters(1, Map.of("timeWaitOverflow", 5L)),
                Told.counters(19, Map.of("timeWaitOverflow", 42L)));
        fetches(1, 200, 10, 0.05);

        assertThat(cost(20).kernel())
                .anyMatch(words -> words.startsWith("tcp_max_tw_buckets=500 is less than the 1,2")
                        && words.endsWith("as it did 37 times"));
    }

    @Test
    void ports_withoutSettings_areNotMentioned() {
        fetches(1, 20, 10, 0.05);

        assertThat(onlyUse(20).ports()).isZero();
        assertThat(onlyUse(20).untilExhausted()).isNull();
        assertThat(cost(20).kernel()).isEmpty();
    }

    @Test
    void kernelCount_atItsReading_isComparedWithTheReplay() {
        fetches(1, 20, 10, 1);
        scenario.with(
                Told.machine(5, Map.of(TcpState.TIME_WAIT, 3)),
                Told.machine(20.3, Map.of(TcpState.TIME_WAIT, 33)),
                Told.machine(75.3, Map.of(TcpState.TIME_WAIT, 15)));

        List<TimeWaitPressure.Reading> readings =
                Diagnoser.diagnose(scenario.endsAt(100)).pressure().get(0).readings();

        assertThat(readings)
                .containsExactly(
                        new TimeWaitPressure.Reading(second(5), 3, 0),
                        new TimeWaitPressure.Reading(second(20.3), 33, 11),
                        new TimeWaitPressure.Reading(second(75.3), 15, 14));
    }

    @Test
    void pressure_aTenthOfThePorts_isReportedWithoutASite() {
        scenario.with(Told.settings(40_000, 40_099, 0, 262_144));
        for (int i = 1; i <= 12; i++) {
            scenario.connection(i)
                    .to("10.0.0.8:80")
                    .at(1)
                    .opened(FETCH)
                    .at(25 + i)
                    .closed(FETCH);
        }

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(50));

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.pressure()).hasSize(1);
    }

    @Test
    void connect_unansweredBeyondTheLimit_isNamed() {
        for (int i = 1; i <= 3; i++) {
            scenario.connection(i).channel().to("10.9.9.9:443").at(i * 18).connectsWithoutBlocking(0, FETCH);
        }

        assertThat(Diagnoser.diagnose(scenario.endsAt(60)).halfOpen())
                .containsExactly(new HalfOpen(
                        "10.9.9.9:443",
                        "com.acme.Rates.fetch(Rates.java:12)",
                        2,
                        Duration.ofSeconds(42),
                        0,
                        List.of()));
    }

    /** One after the other, each closed here after a fifth of a second or at once. */
    private void fetches(int firstId, int count, double from, double apart) {
        for (int i = 0; i < count; i++) {
            double begun = from + i * apart;
            scenario.connection(firstId + i)
                    .to("10.0.0.8:80")
                    .at(begun)
                    .opened(FETCH)
                    .at(begun + Math.min(0.2, apart / 2))
                    .closed(FETCH);
        }
    }

    private TimeWaitCost cost(double end) {
        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(end)).sites();
        assertThat(sites).hasSize(1);
        return (TimeWaitCost) sites.get(0).detail();
    }

    private PortUse onlyUse(double end) {
        assertThat(cost(end).remotes()).hasSize(1);
        return cost(end).remotes().get(0);
    }
}
