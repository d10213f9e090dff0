// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.stats.Remotes.Remote;
import io.github.lastack.model.Role;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemotesTest {
    private static final List<String> STACK = at("Feed.poll(Feed.java:58)");

    private final Scenario scenario = scenario();

    @Test
    void remotes_connections_countWhatIsHeld() {
        scenario.connection(1).to("10.0.0.7:80").at(1).opened(STACK).at(2).endOfStream(STACK);
        scenario.connection(2).to("10.0.0.7:80").at(1).opened(STACK).at(2).closed(STACK);
        scenario.connection(3).to("10.0.0.8:80").at(1).opened(STACK);

        assertThat(Diagnoser.diagnose(scenario.endsAt(10)).remotes())
                .isEqualTo(new Remotes(
                        List.of(
                                new Remote(Role.CLIENT, "10.0.0.7:80", 2, 1, 1, 1),
                                new Remote(Role.CLIENT, "10.0.0.8:80", 1, 1, 0, 0)),
                        0));
    }

    @Test
    void remotes_ofServers_ignoreClientPorts() {
        scenario.connection(1).at(1).accepted(80, STACK);
        scenario.connection(2).at(1).accepted(80, STACK);

        assertThat(Diagnoser.diagnose(scenario.endsAt(10)).remotes().most())
                .containsExactly(new Remote(Role.SERVER, "10.0.0.9", 2, 2, 0, 0));
    }

    @Test
    void remotes_tooMany_areCountedTogether() {
        for (int i = 0; i < 10_005; i++) {
            scenario.connection(i).to("host-" + i + ":80").at(1).opened(STACK);
        }

        Remotes counted = Diagnoser.diagnose(scenario.endsAt(10)).remotes();

        assertThat(counted.most()).hasSize(10_000);
        assertThat(counted.others()).isEqualTo(5);
    }
}
