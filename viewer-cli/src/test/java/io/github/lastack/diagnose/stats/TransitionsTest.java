// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.stats.Transitions.Arrow;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final List<String> STACK = at("Feed.poll(Feed.java:58)");

    private final Scenario scenario = scenario();

    @Test
    void arrows_byEvidence_areCounted() {
        for (int id = 1; id <= 3; id++) {
            scenario.connection(id).at(id).opened(STACK).at(id + 1).closed(STACK);
        }

        assertThat(transitions().arrows())
                .containsExactly(
                        new Arrow(TcpState.SYN_SENT, TcpState.ESTABLISHED, 3, 0),
                        new Arrow(TcpState.ESTABLISHED, TcpState.FIN_WAIT_1, 3, 0),
                        new Arrow(TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2, 0, 3),
                        new Arrow(TcpState.FIN_WAIT_2, TcpState.TIME_WAIT, 0, 3),
                        new Arrow(TcpState.CLOSED, TcpState.SYN_SENT, 3, 0));
    }

    @Test
    void connection_accepted_comesFromTheListener() {
        scenario.connection(1).at(1).accepted(80, STACK);

        assertThat(transitions().arrow(TcpState.LISTEN, TcpState.SYN_RECEIVED))
                .isEqualTo(new Arrow(TcpState.LISTEN, TcpState.SYN_RECEIVED, 0, 1));
    }

    @Test
    void connection_openedBefore_isFoundWhereItWas() {
        scenario.connection(1).at(50).listed(TcpState.CLOSE_WAIT, 1, 0, 0, 0);

        Transitions transitions = transitions();

        assertThat(transitions.arrows()).isEmpty();
        assertThat(transitions.found()).containsOnlyKeys(TcpState.CLOSE_WAIT).containsValue(1L);
    }

    @Test
    void arrow_neverTaken_isZero() {
        assertThat(transitions().arrow(TcpState.FIN_WAIT_1, TcpState.CLOSING).taken())
                .isZero();
    }

    private Transitions transitions() {
        return Diagnoser.diagnose(scenario.endsAt(60)).transitions();
    }
}
