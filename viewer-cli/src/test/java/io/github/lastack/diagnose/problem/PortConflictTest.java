// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import static io.github.lastack.scenario.Scenario.LISTENERS;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortConflictTest {
    private static final List<String> OPEN = at("Shop.open(Shop.java:8)");
    private static final List<String> FETCH = at("Rates.fetch(Rates.java:12)");

    private final Scenario scenario = scenario();

    @Test
    void bind_preventedByTimeWait_suggestsReuseAddress() {
        scenario.with(
                Told.bindFailed(3, 8080, false, OPEN),
                Told.bindFailed(4, 8080, false, OPEN),
                Told.holder(3.1, 8080, TcpState.TIME_WAIT, 12, 0));

        LeakSite site = only();

        assertThat(site.cause()).isEqualTo(Cause.ADDRESS_IN_USE);
        assertThat(site.role()).isEqualTo(Role.SERVER);
        assertThat(site.connections()).isEqualTo(2);
        assertThat(site.stillOpen()).isZero();
        assertThat(site.blame()).isEqualTo("com.acme.Shop.open(Shop.java:8)");
        assertThat(site.advice()).contains("TIME_WAIT", "setReuseAddress(true) before bind");
        assertThat(conflict(site).in(TcpState.TIME_WAIT)).isEqualTo(12);
        assertThat(conflict(site).addresses()).containsExactly(new RemoteCount("0.0.0.0:8080", 2));
    }

    @Test
    void bind_reuseAddressOnOneSide_isNotEnough() {
        scenario.with(Told.bindFailed(3, 8080, true, OPEN), Told.holder(3.1, 8080, TcpState.TIME_WAIT, 1, 0));

        assertThat(only().advice()).contains("SO_REUSEADDR here is not enough");
    }

    @Test
    void bind_listenerOfAnotherProcess_suggestsSs() {
        scenario.with(Told.bindFailed(3, 8080, true, OPEN), Told.holder(3.1, 8080, TcpState.LISTEN, 1, 0));

        assertThat(only().advice()).contains("another process listens there", "ss -ltnp sport = :8080");
    }

    @Test
    void bind_ownListener_isNamedWithItsFrame() {
        scenario.listener(8080, at("Other.start(Other.java:3)"))
                .with(
                        Told.bindFailed(3, 8080, true, OPEN),
                        Told.holder(3.1, 8080, TcpState.LISTEN, 1, LISTENERS + 8080));

        assertThat(only().advice())
                .startsWith("this process listens there already, opened at com.acme.Other.start(Other.java:3)");
    }

    @Test
    void bind_openConnections_suggestsClosingThem() {
        scenario.connection(5).at(1).accepted(8080, at("Shop.serve(Shop.java:20)"));
        scenario.with(Told.bindFailed(3, 8080, false, OPEN), Told.holder(3.1, 8080, TcpState.ESTABLISHED, 1, 5));

        LeakSite site = only();

        assertThat(site.advice()).contains("old connections still have the port", "close them first");
        assertThat(conflict(site).holders().get(0).opened()).isEqualTo("com.acme.Shop.serve(Shop.java:20)");
    }

    @Test
    void bind_withoutTheKernelsTable_usesTheReplay() {
        scenario.connection(5)
                .at(1)
                .accepted(8080, at("Shop.serve(Shop.java:20)"))
                .at(2)
                .closed(at("Shop.serve(Shop.java:25)"));
        scenario.with(Told.bindFailed(3, 8080, false, OPEN));

        LeakSite site = only();

        assertThat(conflict(site).holders()).isEmpty();
        assertThat(conflict(site).in(TcpState.TIME_WAIT)).isEqualTo(1);
        assertThat(site.advice()).contains("setReuseAddress(true)");
    }

    @Test
    void bind_holderInNoTable_isReportedAsUnseen() {
        scenario.with(Told.bindFailed(3, 8080, false, OPEN));

        assertThat(only().advice()).startsWith("nothing was seen on the port");
    }

    @Test
    void bind_failedForAnotherReason_isNoFinding() {
        SocketFact.BindFailed denied = new SocketFact.BindFailed(
                Scenario.second(3),
                0,
                "ServerSocket",
                new SocketFact.BindFailed.Address(false, "0.0.0.0:80", 80),
                new SocketFact.BindFailed.Failure("Permission denied", false, false),
                0,
                OPEN);

        assertThat(Diagnoser.diagnose(scenario.with(denied).endsAt(60)).sites()).isEmpty();
    }

    @Test
    void bindByAnEventLoop_isBlamedOnWhoMadeTheChannel() {
        List<String> loop = at(
                "sun.nio.ch.Net.bind(Net.java:555)",
                "io.netty.channel.socket.nio.NioServerSocketChannel.doBind(NioServerSocketChannel.java:141)");
        scenario.site(7, OPEN).with(Told.bindFailed(3, 8080, false, 7, loop));

        assertThat(only().blame())
                .isEqualTo(Diagnoser.diagnose(scenario()
                                .with(Told.bindFailed(3, 8080, false, OPEN))
                                .endsAt(60))
                        .sites()
                        .get(0)
                        .blame());
    }

    @Test
    void bind_anyPort_lacksPorts() {
        scenario.with(Told.bindFailed(3, 0, false, OPEN));

        assertThat(only().advice()).startsWith("no ephemeral port was left to bind");
    }

    @Test
    void bind_beforeConnect_isTheClients() {
        scenario.with(
                Told.bindFailed(3, 8080, false, at("java.net.Socket.bind(Socket.java:745)", "Dial.out(Dial.java:4)")));

        assertThat(only().role()).isEqualTo(Role.CLIENT);
    }

    @Test
    void ports_exhausted_areHeldByConnectionsToTheRemote() {
        scenario.with(Told.settings(40_000, 40_004, 0, 1000));
        for (int i = 1; i <= 4; i++) {
            scenario.connection(i).at(i).opened(FETCH).at(i + 0.5).closed(FETCH);
        }
        scenario.connection(5).at(5).opened(at("Feed.connect(Feed.java:31)"));
        scenario.connection(6).to("10.0.0.9:80").at(5).opened(FETCH);
        scenario.connection(7).at(6).foundNoPort(false, FETCH);
        scenario.connection(8).at(7).foundNoPort(false, FETCH);

        LeakSite site = only();

        assertThat(site.cause()).isEqualTo(Cause.PORTS_EXHAUSTED);
        assertThat(site.connections()).isEqualTo(2);
        assertThat(conflict(site).ports()).isEqualTo(5);
        assertThat(conflict(site).own())
                .extracting(holder -> holder.count() + " " + holder.state() + " " + holder.opened())
                .containsExactly(
                        "4 TIME_WAIT com.acme.Rates.fetch(Rates.java:12)",
                        "1 ESTABLISHED com.acme.Feed.connect(Feed.java:31)");
        assertThat(site.advice())
                .startsWith("reuse connections to this remote")
                .contains("net.ipv4.tcp_tw_reuse=1", "wider than its 5 ports", "local address");
    }

    @Test
    void ports_exhaustedByOpenConnections_suggestsClosing() {
        scenario.connection(1).at(1).opened(FETCH);
        scenario.connection(2).at(2).foundNoPort(true, FETCH);

        LeakSite site = only();

        assertThat(site.advice()).startsWith("do not bind before connect").contains("close what is open");
        assertThat(conflict(site).bound()).isTrue();
    }

    private LeakSite only() {
        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(60)).sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }

    private static PortConflict conflict(LeakSite site) {
        return (PortConflict) site.detail();
    }
}
