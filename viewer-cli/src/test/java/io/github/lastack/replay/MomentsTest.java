// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.history.ConnectionHistory.Moments;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");

    private final Scenario scenario = scenario();

    @Test
    void stack_every_hasItsMoment() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(TcpState.CLOSE_WAIT)
                .at(3)
                .endOfStream(POLL)
                .at(4)
                .outputShut(POLL)
                .at(5)
                .failed(null, POLL);

        assertThat(moments()).isEqualTo(new Moments(second(3), second(4), second(5)));
    }

    @Test
    void moment_onlyListed_isUnknown() {
        scenario.site(8, POLL).connection(1).at(1).opened(CONNECT).at(20).listed(TcpState.CLOSE_WAIT, 2, 1, 0, 8);

        assertThat(moments()).isEqualTo(new Moments(null, null, null));
    }

    private Moments moments() {
        return Replayed.of(List.of(scenario.jvm(30)))
                .get(0)
                .connections()
                .get(0)
                .moments();
    }
}
