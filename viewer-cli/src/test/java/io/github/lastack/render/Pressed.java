// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;

import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;
import java.util.Map;

/**
 * A shop on a machine that is short of everything: of ports, of room in the queues of its listeners, of a port to
 * listen on.
 */
final class Pressed {
    private static final List<String> FETCH =
            at("java.net.Socket.connect(Socket.java:633)", "Rates.fetch(Rates.java:12)");
    private static final List<String> FETCHED =
            at("java.net.Socket.close(Socket.java:1694)", "Rates.fetch(Rates.java:19)");
    private static final List<String> BIND =
            at("java.net.ServerSocket.bind(ServerSocket.java:390)", "Shop.open(Shop.java:8)");
    private static final List<String> ACCEPT =
            at("java.net.ServerSocket.accept(ServerSocket.java:569)", "Desk.serve(Desk.java:20)");

    private static final List<String> SERVED =
            at("java.net.Socket.close(Socket.java:1694)", "Desk.serve(Desk.java:27)");

    private Pressed() {}

    static Recording recording() {
        Scenario scenario = scenario().with(Told.settings(40_000, 40_099, 2, 64));
        scenario.connection(1).at(58).opened(FETCH);
        fetches(scenario);
        connectsThatFail(scenario);
        bindsThatFail(scenario);
        slowAccepts(scenario);
        unfinishedHandshakes(scenario);
        for (int i = 600; i < 603; i++) {
            scenario.connection(i)
                    .channel()
                    .to("10.9.9.9:443")
                    .at(i / 20.0)
                    .connectsWithoutBlocking(0, at("Far.reach(Far.java:5)"))
                    .at(59)
                    .listed(TcpState.SYN_SENT, i / 20.0, i / 20.0, 0, 0);
        }
        return scenario.with(
                        Told.process(50, Map.of(TcpState.LISTEN, 1, TcpState.ESTABLISHED, 2, TcpState.SYN_SENT, 3)),
                        Told.machine(40, Map.of(TcpState.TIME_WAIT, 70)),
                        Told.machine(50, Map.of(TcpState.LISTEN, 9, TcpState.ESTABLISHED, 31, TcpState.TIME_WAIT, 112)))
                .endsAt(60);
    }

    /** Two a second, from the tenth second on. */
    private static void fetches(Scenario scenario) {
        for (int i = 0; i < 96; i++) {
            scenario.connection(100 + i)
                    .to("10.0.0.8:80")
                    .at(10 + i / 2.0)
                    .opened(FETCH)
                    .at(10.2 + i / 2.0)
                    .closed(FETCHED);
        }
    }

    private static void connectsThatFail(Scenario scenario) {
        for (int i = 0; i < 5; i++) {
            scenario.connection(300 + i).to("10.0.0.8:80").at(58.5 + i / 10.0).foundNoPort(false, FETCH);
        }
        scenario.with(
                Told.holder(59.2, 0, TcpState.TIME_WAIT, 97, 100), Told.holder(59.2, 0, TcpState.CLOSE_WAIT, 3, 0));
    }

    private static void bindsThatFail(Scenario scenario) {
        scenario.with(
                Told.bindFailed(3, 8080, false, BIND),
                Told.bindFailed(4, 8080, false, BIND),
                Told.holder(3.1, 8080, TcpState.TIME_WAIT, 12, 0));
    }

    private static void slowAccepts(Scenario scenario) {
        scenario.listener(9090, at("java.net.ServerSocket.bind(ServerSocket.java:390)", "Desk.open(Desk.java:11)"));
        for (int i = 0; i < 2; i++) {
            scenario.connection(500 + i)
                    .at(5 + 20 * i)
                    .accepted(9090, ACCEPT)
                    .at(20 + 20 * i)
                    .closed(SERVED);
        }
        scenario.with(
                Told.queue(20, 9090, 2, 1, 0),
                Told.queue(30, 9090, 2, 3, 4),
                Told.queue(40, 9090, 2, 3, 0),
                Told.queue(50, 9090, 2, 2, 1),
                Told.counters(
                        20,
                        Map.of(
                                "listenOverflows",
                                100L,
                                "listenDrops",
                                110L,
                                "syncookiesSent",
                                0L,
                                "embryonicResets",
                                4L)),
                Told.counters(
                        50,
                        Map.of(
                                "listenOverflows",
                                137L,
                                "listenDrops",
                                147L,
                                "syncookiesSent",
                                2L,
                                "embryonicResets",
                                7L)));
    }

    private static void unfinishedHandshakes(Scenario scenario) {
        scenario.listener(9443, at("java.net.ServerSocket.bind(ServerSocket.java:390)", "Gate.open(Gate.java:14)"));
        scenario.with(
                Told.queue(20, 9443, 10, 0, new Handshakes(3, 0, 1)),
                Told.queue(30, 9443, 10, 0, new Handshakes(11, 14, 1)),
                Told.queue(40, 9443, 10, 1, new Handshakes(11, 23, 1)),
                Told.queue(50, 9443, 10, 0, new Handshakes(8, 17, 1)));
    }
}
