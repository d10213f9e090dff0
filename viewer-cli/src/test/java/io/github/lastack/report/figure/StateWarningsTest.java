// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import org.junit.jupiter.api.Test;

class StateWarningsTest {
    @Test
    void leakOfWhichThePeerResetSome_isCountedInTheStatesInWhichItsConnectionsAre() {
        Scenario scenario = scenario();
        for (int i = 1; i <= 20; i++) {
            Scenario.Connection each = scenario.connection(i)
                    .at(1)
                    .opened(at("Feed.connect(Feed.java:31)"))
                    .at(2)
                    .endOfStream(at("Feed.poll(Feed.java:58)"));
            if (i > 5) {
                each.at(3).probed(TcpState.CLOSED);
            }
        }

        StateWarnings warnings = new StateWarnings(Diagnoser.diagnose(scenario.endsAt(60)));

        assertThat(warnings.of(TcpState.CLOSE_WAIT).words()).isEqualTo("5 held too long");
        assertThat(warnings.of(TcpState.CLOSED).words()).isEqualTo("15 never closed");
    }

    @Test
    void dataThatNobodyReads_isAWarningOfEstablished() {
        Scenario scenario = scenario();
        scenario.connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(59)
                .listedUnread(20, 0);

        StateWarnings warnings = new StateWarnings(Diagnoser.diagnose(scenario.endsAt(60)));

        assertThat(warnings.of(TcpState.ESTABLISHED).words()).isEqualTo("1 stalled");
        assertThat(warnings.of(TcpState.CLOSED)).isNull();
    }

    @Test
    void listenerWhoseConnectionsWait_isAWarningOfListen() {
        Handshakes none = new Handshakes(0, 0, 1);
        Scenario full = scenario()
                .listener(80, at("Web.start(Web.java:12)"))
                .with(Told.queue(10, 80, 10, 11, none), Told.queue(20, 80, 10, 11, none));

        StateWarnings warnings = new StateWarnings(Diagnoser.diagnose(full.endsAt(60)));

        assertThat(warnings.of(TcpState.LISTEN).words()).isEqualTo("11 not accepted");
    }

    @Test
    void listenerWhoseHandshakesAreNotFinished_isAWarningOfSynReceived() {
        Handshakes stuck = new Handshakes(11, 22, 1);
        Scenario full = scenario()
                .listener(80, at("Web.start(Web.java:12)"))
                .with(Told.queue(10, 80, 10, 0, stuck), Told.queue(20, 80, 10, 0, stuck));

        StateWarnings warnings = new StateWarnings(Diagnoser.diagnose(full.endsAt(60)));

        assertThat(warnings.of(TcpState.SYN_RECEIVED).words()).isEqualTo("11 never finished");
        assertThat(warnings.of(TcpState.SYN_RECEIVED).worst().blame()).isEqualTo("com.acme.Web.start(Web.java:12)");
        assertThat(warnings.of(TcpState.LISTEN)).isNull();
    }

    @Test
    void handshakesThatHang_areSaidWithoutASite() {
        Scenario hanging = scenario()
                .listener(80, at("Web.start(Web.java:12)"))
                .with(Told.queue(10, 80, 50, 0, new Handshakes(3, 9, 1)));

        StateWarnings warnings = new StateWarnings(Diagnoser.diagnose(hanging.endsAt(60)));

        assertThat(warnings.of(TcpState.SYN_RECEIVED))
                .isEqualTo(new StateWarnings.Warning("3 unanswered at most", null));
    }
}
