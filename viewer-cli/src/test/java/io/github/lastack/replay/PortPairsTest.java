// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.TIME_WAIT;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortPairsTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:77)");

    private final Scenario scenario = scenario();

    @Test
    void timeWait_portsUsedAgain_isOver() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).closed(CLOSE);
        scenario.connection(2).from(1).at(20).opened(CONNECT).at(21).closed(CLOSE);

        assertThat(replayed(1).entered(CLOSED)).contains(second(20));
        assertThat(replayed(2).state()).isEqualTo(TIME_WAIT);
    }

    @Test
    void port_nonBlockingConnect_isKnownOnceEstablished() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).closed(CLOSE);
        scenario.connection(2)
                .from(1)
                .channel()
                .at(20)
                .connectsWithoutBlocking(0, CONNECT)
                .at(20.1)
                .established();

        assertThat(replayed(1).entered(CLOSED)).contains(second(20));
    }

    @Test
    void port_toAnotherRemote_provesNothing() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).closed(CLOSE);
        scenario.connection(2).from(1).to("10.0.0.9:80").at(20).opened(CONNECT);

        assertThat(replayed(1).state()).isEqualTo(TIME_WAIT);
    }

    private ConnectionHistory replayed(long id) {
        return Replayed.of(List.of(scenario.jvm(40))).get(0).connections().stream()
                .filter(connection -> connection.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
