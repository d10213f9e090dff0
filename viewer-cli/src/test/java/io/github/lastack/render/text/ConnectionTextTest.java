// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import io.github.lastack.scenario.Scenario;
import org.junit.jupiter.api.Test;

class ConnectionTextTest {
    @Test
    void contradiction_each_hasItsTimeAndState() {
        Recording recording = scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .probed(TcpState.LISTEN)
                .at(3)
                .established()
                .and()
                .endsAt(10);

        assertThat(ConnectionText.of(Diagnoser.diagnose(recording), Style.PLAIN))
                .contains(
                        "  +1.000000  00:00:02.000000  contradiction: in ESTABLISHED, the kernel reported LISTEN\n",
                        "  +2.000000  00:00:03.000000  contradiction: in LISTEN, event CONNECTED\n");
    }

    @Test
    void attachment_isTheApplications_isNamed() {
        String text = ConnectionText.of(
                Diagnoser.diagnose(attached("io.netty.handler.timeout.IdleStateHandler, com.acme.Orders$In, "
                        + "com.acme.Main$$Lambda, java.lang.Integer")),
                Style.PLAIN);

        assertThat(text).contains("  attached: com.acme.Orders$In, com.acme.Main (lambda)\n");
    }

    @Test
    void attachment_isALibrarysAlone_isNotNamed() {
        String text = ConnectionText.of(
                Diagnoser.diagnose(attached("org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper")), Style.PLAIN);

        assertThat(text).doesNotContain("attached:");
    }

    private static Recording attached(String types) {
        return scenario()
                .connection(1)
                .at(3)
                .attached(types)
                .listed(TcpState.ESTABLISHED, 1, 1, 0, 0)
                .and()
                .endsAt(10);
    }

    @Test
    void state_each_isDrawnAsLongAsItLasted() {
        Recording recording = scenario()
                .connection(1)
                .at(10)
                .connects(20, at("Feed.connect(Feed.java:31)"))
                .at(40)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .and()
                .endsAt(110);

        String replay = ConnectionText.of(Diagnoser.diagnose(recording), new Style(false, 110));

        assertThat(bar(replay, "SYN_SENT")).isEqualTo("████");
        assertThat(bar(replay, "ESTABLISHED")).isEqualTo("████████");
        assertThat(bar(replay, "CLOSE_WAIT")).isEqualTo("████████████████████████████");
    }

    @Test
    void finThatWasAcknowledgedLate_isSaid() {
        Scenario scenario = closedAt2();
        connection(scenario).at(10).goesOn(TcpState.FIN_WAIT_1, 5).at(25).goesOnSince(15.5, TcpState.FIN_WAIT_2);

        assertThat(text(scenario)).contains("  after the close: FIN not acknowledged for 13.5 s (5 retransmits)\n");
    }

    @Test
    void finOfWhichTheAcknowledgementWasNotSeen_wasNotAcknowledgedForAtLeastSoLong() {
        Scenario scenario = closedAt2();
        connection(scenario).at(10).goesOn(TcpState.FIN_WAIT_1, 1).at(25).goesOnSince(15.5, TcpState.TIME_WAIT);

        assertThat(text(scenario))
                .contains("  after the close: FIN not acknowledged for at least 8 s (1 retransmit)\n");
    }

    @Test
    void connectionThatIsGoneWithoutTimeWait_mayHaveBeenGivenUp() {
        Scenario scenario = closedAt2();
        connection(scenario).at(10).goesOn(TcpState.FIN_WAIT_1, 5).at(25).goesOn(TcpState.CLOSED, 5);

        assertThat(text(scenario))
                .contains("FIN not acknowledged for at least 8 s (5 retransmits)")
                .contains("gone between 8 s and 23 s later:\n  reset, or given up after tcp_orphan_retries\n");
    }

    @Test
    void connectionWhosePeerNeverCloses_isKeptForItsTimeout() {
        Scenario scenario = closedAt2();
        connection(scenario).at(10).goesOn(TcpState.FIN_WAIT_2, 0).at(25).goesOn(TcpState.CLOSED, 0);

        assertThat(text(scenario))
                .contains("after the close: gone between 8 s and 23 s later: reset, or the peer's FIN")
                .doesNotContain("acknowledged");
    }

    @Test
    void connectionThatTheKernelIsStillAt_hasItsRetransmitsInTheTable() {
        Scenario scenario = closedAt2();
        connection(scenario).at(10).goesOn(TcpState.FIN_WAIT_1, 5);

        assertThat(ConnectionsText.of(Diagnoser.diagnose(scenario.endsAt(30)), Style.PLAIN))
                .contains("FIN_WAIT_1, 5 retransmits");
    }

    private static Scenario closedAt2() {
        Scenario scenario = scenario();
        connection(scenario).at(1).opened(at("Feed.connect(Feed.java:31)"));
        connection(scenario).at(2).closed(TcpState.ESTABLISHED, at("Feed.close(Feed.java:40)"));
        return scenario;
    }

    private static Scenario.Connection connection(Scenario scenario) {
        return scenario.connection(1);
    }

    private static String text(Scenario scenario) {
        return ConnectionText.of(Diagnoser.diagnose(scenario.endsAt(90)), new Style(false, 110));
    }

    @Test
    void stack_each_standsBesideItsMoment() {
        Recording recording = scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .probed(TcpState.CLOSE_WAIT)
                .at(5.5)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .and()
                .endsAt(10);

        assertThat(ConnectionText.of(Diagnoser.diagnose(recording), Style.PLAIN))
                .contains(
                        "  end of stream read  +4.500000  00:00:05.500000\n    at com.acme.Feed.poll(Feed.java:58)\n");
    }

    @Test
    void life_overNight_hasItsDays() {
        Recording recording = scenario()
                .connection(1)
                .at(80_000)
                .opened(at("Feed.connect(Feed.java:31)"))
                .and()
                .endsAt(90_000);

        assertThat(ConnectionText.of(Diagnoser.diagnose(recording), Style.PLAIN))
                .contains("+10000.000000  2026-01-02 01:00:00.000000  the recording ends\n");
    }

    private static String bar(String replay, String state) {
        return replay.lines()
                .filter(line -> line.contains(state))
                .findFirst()
                .orElseThrow()
                .replaceAll("[^█]", "");
    }
}
