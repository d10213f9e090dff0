// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;

import io.github.lastack.facts.source.Recording;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;

/** A recording on a network that loses: peers that vanish, and connects that nobody answers. */
public final class Lossy {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> ASK = at("Feed.ask(Feed.java:40)");
    private static final List<String> RATES = at("Rates.fetch(Rates.java:12)");

    private Lossy() {}

    public static Recording recording() {
        Scenario scenario = scenario().mainClass("com.acme.Main").site(9, RATES);
        scenario.with(Told.settings(32_768, 60_999, 2, 262_144));
        scenario.connection(1)
                .to("10.0.0.7:8080")
                .at(1)
                .opened(CONNECT)
                .at(59)
                .listedUnanswered(ESTABLISHED, 5, 8, 0, 0);
        scenario.connection(2)
                .to("10.0.0.7:8080")
                .at(2)
                .opened(CONNECT)
                .at(40)
                .failedUnanswered(5, 8, "java.net.SocketException: Connection timed out", ASK)
                .at(40.001)
                .closed(ASK);
        scenario.connection(3)
                .to("10.0.0.7:8080")
                .at(3)
                .opened(CONNECT)
                .at(59)
                .listedUnanswered(ESTABLISHED, 10, 0, 4, 0);
        scenario.connection(4)
                .to("10.9.9.9:443")
                .at(59)
                .listedConnecting(20, 6, 60)
                .held("pool-1-thread-2", 9);
        scenario.connection(5).to("10.0.0.8:5672").at(5).opened(CONNECT).at(59).listedAnswered(false);
        return scenario.endsAt(60);
    }
}
