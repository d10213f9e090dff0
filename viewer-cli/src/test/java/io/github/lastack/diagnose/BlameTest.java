// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.replay.JvmHistory;
import io.github.lastack.replay.Replay;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlameTest {
    private static final String JDK = "java.net.Socket.connect(Socket.java:633)";
    private static final String LIBRARY = "org.apache.http.impl.Connect.open(Connect.java:10)";
    private static final String OUTER_LIBRARY = "org.apache.http.client.Client.execute(Client.java:20)";
    private static final String APPLICATION = "com.acme.Feed.poll(Feed.java:58)";
    private static final String OUTER_APPLICATION = "com.acme.Main.main(Main.java:3)";
    private static final String PLUMBING = "io.netty.util.concurrent.Executor.run(Executor.java:1)";

    private final Blame blame = new Blame(FrameKind.judge(List.of("com.acme.Main")));

    @Test
    void innermostApplicationFrameIsBlamed() {
        assertThat(blame.of(List.of(JDK, LIBRARY, APPLICATION, OUTER_APPLICATION)))
                .isEqualTo(APPLICATION);
    }

    @Test
    void innermostLibraryFrameIsBlamedWhereNoApplicationIs() {
        assertThat(blame.of(List.of(JDK, LIBRARY, OUTER_LIBRARY))).isEqualTo(LIBRARY);
    }

    @Test
    void plumbingIsPassedOver() {
        assertThat(blame.of(List.of(JDK, PLUMBING, LIBRARY))).isEqualTo(LIBRARY);
        assertThat(blame.of(List.of(JDK, PLUMBING))).isEqualTo(PLUMBING);
    }

    @Test
    void jdkIsBlamedOnlyWhenThereIsNothingElse() {
        assertThat(blame.of(List.of(JDK))).isEqualTo(JDK);
    }

    @Test
    void emptyStackIsSaidToBeMissing() {
        assertThat(blame.of(List.of())).isEqualTo(Blame.UNKNOWN);
    }

    @Test
    void laterStackWithTheApplicationWinsOverEarlierOneWithout() {
        String blamed = client(List.of(List.of(JDK, LIBRARY), List.of(JDK, APPLICATION)));

        assertThat(blamed).isEqualTo(APPLICATION);
    }

    @Test
    void earlierStackWithTheApplicationWins() {
        String blamed = client(List.of(List.of(JDK, OUTER_APPLICATION), List.of(JDK, APPLICATION)));

        assertThat(blamed).isEqualTo(OUTER_APPLICATION);
    }

    @Test
    void acceptedConnectionOfALibraryIsBlamedOnWhoMadeItListen() {
        assertThat(server(80, List.of(List.of(JDK, LIBRARY)))).isEqualTo("com.acme.Web.start(Web.java:12)");
    }

    @Test
    void listenerOfAnotherPortIsNot() {
        assertThat(server(81, List.of(List.of(JDK, LIBRARY)))).isEqualTo(LIBRARY);
    }

    @Test
    void applicationFrameOfTheConnectionBeatsTheListeners() {
        assertThat(server(80, List.of(List.of(JDK, APPLICATION)))).isEqualTo(APPLICATION);
    }

    private String client(List<List<String>> decisive) {
        JvmHistory jvm = jvm(scenario().connection(1).opened(at(JDK)).and());
        return blame.of(jvm, jvm.connections().get(0), decisive);
    }

    private String server(int port, List<List<String>> decisive) {
        JvmHistory jvm = jvm(scenario()
                .listener(80, at(JDK, "Web.start(Web.java:12)"))
                .connection(1)
                .accepted(port, at(JDK))
                .and());
        return blame.of(jvm, jvm.connections().get(0), decisive);
    }

    private static JvmHistory jvm(Scenario scenario) {
        return Replay.of(List.of(scenario.jvm(10))).get(0);
    }
}
