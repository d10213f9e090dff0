// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.SocketFact.ListenerOpened;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Code that looks for a free port and finds one has not failed; code that needs a port that is taken has. */
class PortSearchTest {
    private static final List<String> MEMBER = at("Cluster.member(Cluster.java:7)", "Cluster.main(Cluster.java:11)");
    private static final List<String> BIND =
            at("java.net.Socket.bind(Socket.java:745)", "Dial.out(Dial.java:4)", "Dial.main(Dial.java:9)");

    private final Scenario scenario = scenario();

    @Test
    void nextPortIsFree_notedAndNoFinding() {
        scenario.with(
                Told.bindFailed(3, 15701, true, MEMBER),
                Told.listens(3.01, 1, 15702, MEMBER),
                Told.bindFailed(3.02, 15701, true, MEMBER),
                Told.bindFailed(3.03, 15702, true, MEMBER),
                Told.listens(3.04, 2, 15703, MEMBER));

        Diagnosis diagnosis = diagnosis();

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.notes())
                .containsExactly("3 binds failed while looking for a free port at"
                        + " com.acme.Cluster.member(Cluster.java:7), which then got another one at once"
                        + " (taken: 15701, 15702)");
    }

    @Test
    void noPortIsFree_found() {
        scenario.with(Told.bindFailed(3, 15701, true, MEMBER), Told.bindFailed(3.01, 15702, true, MEMBER));

        assertThat(only().connections()).isEqualTo(2);
        assertThat(diagnosis().notes()).isEmpty();
    }

    @Test
    void samePortIsFreeAfterAWhile_found() {
        scenario.with(Told.bindFailed(3, 8080, false, MEMBER), Told.listens(3.5, 1, 8080, MEMBER));

        assertThat(only().connections()).isEqualTo(1);
    }

    @Test
    void anotherPortAfterLong_found() {
        scenario.with(Told.bindFailed(3, 8080, false, MEMBER), Told.listens(9, 1, 8081, MEMBER));

        assertThat(only().connections()).isEqualTo(1);
    }

    @Test
    void retriesOnOnePortBeforeAnotherIsTaken_foundButTheNewest() {
        for (int i = 0; i < 10; i++) {
            scenario.with(Told.bindFailed(10 + i * 3, 8080, false, MEMBER));
        }
        scenario.with(Told.listens(38, 1, 8081, MEMBER));

        assertThat(only().connections()).isEqualTo(9);
        assertThat(diagnosis().notes()).singleElement().asString().startsWith("1 bind failed");
    }

    @Test
    void anotherServerThroughTheSameHelper_found() {
        List<String> web = at("Net.listen(Net.java:3)", "Shop.main(Shop.java:5)");
        List<String> admin = at("Net.listen(Net.java:3)", "Shop.main(Shop.java:6)");
        scenario.with(Told.bindFailed(3, 8080, false, web), Told.listens(3.1, 1, 9090, admin));

        assertThat(only().connections()).isEqualTo(1);
    }

    @Test
    void anyPortOnTheNextLine_noted() {
        scenario.with(
                Told.bindFailed(3, 8080, false, at("Shop.open(Shop.java:8)", "Shop.main(Shop.java:3)")),
                Told.listens(3.1, 1, 40_123, at("Shop.open(Shop.java:10)", "Shop.main(Shop.java:3)")));

        assertThat(diagnosis().sites()).isEmpty();
        assertThat(diagnosis().notes()).hasSize(1);
    }

    @Test
    void methodThatCallsItselfForTheNextPort_noted() {
        scenario.with(
                Told.bindFailed(3, 15701, false, at("Node.open(Node.java:4)", "Node.main(Node.java:2)")),
                Told.listens(
                        3.1,
                        1,
                        15702,
                        at("Node.open(Node.java:4)", "Node.open(Node.java:6)", "Node.main(Node.java:2)")));

        assertThat(diagnosis().sites()).isEmpty();
    }

    @Test
    void eventLoopBinds_codeThatMadeTheChannelsIsTheCaller() {
        List<String> loop = at("sun.nio.ch.Net.bind(Net.java:555)", "io.netty.channel.nio.NioEventLoop.run(N.java:1)");
        scenario.site(7, MEMBER)
                .with(
                        Told.bindFailed(3, 15701, true, 7, loop),
                        new ListenerOpened(
                                second(3.1),
                                1,
                                new ListenerOpened.Listening("SocketChannel", "0.0.0.0:15702", 15702, 50),
                                7,
                                loop));

        assertThat(diagnosis().sites()).isEmpty();
    }

    @Test
    void sameSocketIsBoundElsewhere_noted() {
        scenario.with(
                Told.bindFailed(3, 1, 15701, false, 0, at("Node.start(Node.java:4)")),
                Told.listens(3.1, 1, 15702, at("Node.fallBack(Node.java:9)")));

        assertThat(diagnosis().sites()).isEmpty();
    }

    @Test
    void clientConnectsFromTheNextPort_noted() {
        scenario.with(Told.bindFailed(3, 900, false, BIND));
        scenario.connection(5).at(3.1).opened(at("Dial.out(Dial.java:5)", "Dial.main(Dial.java:9)"));

        assertThat(diagnosis().sites()).isEmpty();
        assertThat(diagnosis().notes())
                .containsExactly("1 bind failed while looking for a free port at com.acme.Dial.out(Dial.java:4),"
                        + " which then got another one at once (taken: 900)");
    }

    @Test
    void clientConnectsFromElsewhere_found() {
        scenario.connection(5).at(2).opened(at("Dial.out(Dial.java:5)", "Dial.main(Dial.java:9)"));
        scenario.with(Told.bindFailed(3, 900, false, BIND));
        scenario.connection(6).at(3.1).opened(at("Rates.fetch(Rates.java:12)", "Dial.main(Dial.java:9)"));

        assertThat(only().connections()).isEqualTo(1);
    }

    /** A server that cannot listen may well connect to others. */
    @Test
    void serverConnectsFromTheSameMethod_found() {
        scenario.with(Told.bindFailed(3, 8080, false, MEMBER));
        scenario.connection(5).at(3.1).opened(MEMBER);

        assertThat(only().connections()).isEqualTo(1);
    }

    private Diagnosis diagnosis() {
        return Diagnoser.diagnose(scenario.endsAt(60));
    }

    private LeakSite only() {
        List<LeakSite> sites = diagnosis().sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }
}
