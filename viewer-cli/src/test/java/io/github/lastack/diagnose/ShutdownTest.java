// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.SummaryText;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closes that come after the JVM began to shut down, at 50 s, end no finding. */
class ShutdownTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");
    private static final List<String> HOOK = at("Feed.close(Feed.java:77)", "Feed$Hook.run(Feed.java:90)");

    private final Scenario scenario = scenario();

    @Test
    void connectionInCloseWait_closedByAShutdownHook_isOpenUntilTheShutdown() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(CLOSE_WAIT)
                .at(49.9)
                .listed(CLOSE_WAIT, 2, 1, 0, 0)
                .at(50.1)
                .closed(CLOSE_WAIT, HOOK);

        LeakSite site = onlyAfterShutdown();

        assertThat(site.cause()).isEqualTo(Cause.END_OF_STREAM_UNREAD);
        assertThat(site.stillOpen()).isEqualTo(1);
        assertThat(site.held().openAtShutdown()).isEqualTo(1);
        assertThat(site.dwell().max()).hasSeconds(48);
        assertThat(site.stacks().closed()).isEmpty();
        assertThat(SummaryText.of(shutDown(), Style.PLAIN))
                .contains("1 connection, open until the JVM was shut down, for 48 s")
                .doesNotContain("still open");
    }

    @Test
    void connectionInCloseWait_closedJustBeforeTheShutdown_isClosedLate() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(CLOSE_WAIT)
                .at(49.8)
                .closed(CLOSE_WAIT, HOOK);

        LeakSite site = onlyAfterShutdown();

        assertThat(site.cause()).isEqualTo(Cause.CLOSED_LATE);
        assertThat(site.stillOpen()).isZero();
        assertThat(site.held().openAtShutdown()).isZero();
    }

    @Test
    void connectionInCloseWait_closedAtTheEnd_isClosedLateWhereTheShutdownWasNotRecorded() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(CLOSE_WAIT)
                .at(50.1)
                .closed(CLOSE_WAIT, HOOK);

        assertThat(Diagnoser.diagnose(scenario.endsAt(51)).sites())
                .singleElement()
                .extracting(LeakSite::cause)
                .isEqualTo(Cause.CLOSED_LATE);
    }

    @Test
    void connectionInFinWait2_closedByAShutdownHook_isOpenUntilTheShutdown() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .outputShut(POLL)
                .at(3)
                .probed(FIN_WAIT_2)
                .at(49.9)
                .listed(FIN_WAIT_2, 3, 1, 0, 0)
                .at(50.1)
                .closed(FIN_WAIT_2, HOOK);

        assertOpenUntilShutdown(Cause.PEER_NEVER_CLOSES);
    }

    @Test
    void stalledConnection_closedByAShutdownHook_isOpenUntilTheShutdown() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(49.9)
                .listedUnread(2, 0)
                .at(50.1)
                .closed(ESTABLISHED, true, HOOK);

        assertOpenUntilShutdown(Cause.UNREAD_DATA);
    }

    @Test
    void deadConnection_closedByAShutdownHook_isOpenUntilTheShutdown() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .failed(CLOSED, POLL)
                .at(49.9)
                .listed(CLOSED, 2, 1, 0, 0)
                .at(50.1)
                .closed(CLOSED, HOOK);

        assertOpenUntilShutdown(Cause.ERROR_IGNORED);
    }

    @Test
    void unconnectedDescriptor_goneFromTheLastListing_isOpenUntilTheShutdown() {
        scenario.site(8, CONNECT);
        scenario.connection(1).at(49.9).listedUnconnected(1, 8);

        assertOpenUntilShutdown(Cause.NEVER_CONNECTED);
    }

    @Test
    void connectionOpenedByAShutdownHook_isNotCounted() {
        scenario.connection(1).at(50.1).opened(HOOK);

        assertThat(shutDown().connectionCount()).isZero();
    }

    private void assertOpenUntilShutdown(Cause cause) {
        LeakSite site = onlyAfterShutdown();
        assertThat(site.cause()).isEqualTo(cause);
        assertThat(site.stillOpen()).isEqualTo(1);
        assertThat(site.held().openAtShutdown()).isEqualTo(1);
    }

    private LeakSite onlyAfterShutdown() {
        List<LeakSite> sites = shutDown().sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }

    /** The last chunk ends a second after the JVM began to shut down, and lists nothing any more. */
    private Diagnosis shutDown() {
        return Diagnoser.diagnose(
                scenario.chunkEnds(49.95, 1).jvmShutsDown(50).chunkEnds(51, 0).endsAt(51));
    }
}
