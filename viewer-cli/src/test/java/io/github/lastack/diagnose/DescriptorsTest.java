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
import static org.assertj.core.api.Assertions.entry;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Dropped;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The causes that are not about an end of stream ignored, nor about TIME_WAIT: who still holds a descriptor, and why.
 */
class DescriptorsTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");
    private static final List<String> SHUT = at("Feed.sayAll(Feed.java:66)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:77)");

    private final Scenario scenario = scenario();
    private final Scenario.Connection connection =
            scenario.connection(1).channel().at(1).opened(CONNECT).at(2);

    // ---- close-wait / half-closed ----

    @Test
    void shutInput_alone_isNoClose() {
        connection.inputShut(SHUT).at(3).endOfStream(ESTABLISHED, POLL).at(4).probed(CLOSE_WAIT);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.HALF_CLOSED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.sayAll(Feed.java:66)");
        assertThat(site.stacks().shutDown()).isEqualTo(SHUT);
        assertThat(site.dwell().max()).hasSeconds(56);
        assertThat(site.stillOpen()).isEqualTo(1);
    }

    @Test
    void shutOutput_afterEndOfStream_isNoClose() {
        connection.endOfStream(POLL).at(3).outputShut(SHUT).at(3.5).probed(CLOSED);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.HALF_CLOSED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.sayAll(Feed.java:66)");
        assertThat(site.dwell().max()).hasSeconds(1);
        assertThat(site.held().states()).containsExactly(entry(CLOSED, 1));
        assertThat(site.held().seconds()).isEqualTo(58);
    }

    @Test
    void shutOutput_beforeEndOfStream_isNoClose() {
        connection.outputShut(SHUT).at(4).endOfStream(CLOSED, POLL);

        LeakSite site = only(90);

        assertThat(site.cause()).isEqualTo(Cause.HALF_CLOSED);
        assertThat(site.dwell().max()).hasSeconds(86);
    }

    @Test
    void shutInput_afterEndOfStream_isEndOfStreamIgnored() {
        connection.endOfStream(POLL).inputShut(SHUT);

        assertThat(only(60).cause()).isEqualTo(Cause.END_OF_STREAM_IGNORED);
    }

    @Test
    void shutInput_liveConnection_isHealthy() {
        connection.inputShut(SHUT).at(3).endOfStream(ESTABLISHED, POLL);

        healthy(60);
    }

    @Test
    void halfClosed_withinTheLimit_isHealthy() {
        connection.inputShut(SHUT).at(51).probed(CLOSE_WAIT);

        healthy(60);
    }

    @Test
    void shutDown_thenClosed_isHealthy() {
        connection.endOfStream(POLL).outputShut(SHUT).at(3).closed(CLOSE);

        healthy(60);
    }

    // ---- close-wait / closed-late ----

    @Test
    void close_tooLate_isReported() {
        connection.endOfStream(POLL).at(30).closed(CLOSE);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.CLOSED_LATE);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
        assertThat(site.dwell().max()).hasSeconds(28);
        assertThat(site.stillOpen()).isZero();
        assertThat(site.stacks().closed()).isEqualTo(CLOSE);
    }

    @Test
    void close_lateAndUnread_isBlamedOnTheOpening() {
        connection.probed(CLOSE_WAIT).at(30).closed(CLOSE);

        assertThat(only(60).blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
    }

    @Test
    void close_withinTheLimit_isHealthy() {
        connection.endOfStream(POLL).at(11.9).closed(CLOSE);

        healthy(60);
    }

    // ---- fin-wait-2 / peer-never-closes ----

    @Test
    void peer_doesNotAnswerTheShutdown_isReported() {
        connection.outputShut(SHUT).at(3).probed(FIN_WAIT_2);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.PEER_NEVER_CLOSES);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.sayAll(Feed.java:66)");
        assertThat(site.dwell().max()).hasSeconds(58);
    }

    @Test
    void peer_hasTimeLeftToAnswer_isHealthy() {
        scenario.connection(1).at(51).outputShut(SHUT).at(52).probed(FIN_WAIT_2);

        healthy(60);
    }

    @Test
    void finWait2_afterClose_isLeftToTheKernel() {
        connection.outputShut(SHUT).at(3).probed(FIN_WAIT_2).at(4).closed(FIN_WAIT_2, CLOSE);

        healthy(60);
    }

    // ---- never-closed / unreachable ----

    @Test
    void channel_collected_isLostInAnyState() {
        connection.endOfStream(POLL).at(5).collected();

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(site.stillOpen()).isEqualTo(1);
        assertThat(site.dwell().max()).hasSeconds(58);
        assertThat(site.because()).contains("lost for good").doesNotContain("cleaner");
        assertThat(site.detail()).isEqualTo(new Dropped(0, 1));
        assertThat(diagnosis(60).closeWaitWithinLimit()).isZero();
    }

    @Test
    void socket_collected_isClosedByTheJdk() {
        scenario.connection(2)
                .at(1)
                .opened(CONNECT)
                .at(3)
                .endOfStream(POLL)
                .at(5)
                .collected();

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(site.stillOpen()).isZero();
        assertThat(site.dwell().max()).hasSeconds(2);
        assertThat(site.because()).contains("closed only then").doesNotContain("lost");
        assertThat(site.detail()).isEqualTo(new Dropped(1, 0));
        assertThat(diagnosis(60).states()).containsEntry(CLOSED, 1);
    }

    @Test
    void collectedSocketsAndChannels_lostOnesAreCountedApart() {
        connection.at(5).collected();
        for (int i = 2; i <= 3; i++) {
            scenario.connection(i).at(1).opened(CONNECT).at(5).collected();
        }

        LeakSite site = only(60);

        assertThat(site.because()).contains("descriptors lost for good: 1", "a finalizer: 2");
        assertThat(site.stillOpen()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.ref.Finalizer.runFinalizer(Finalizer.java:150)",
                "jdk.internal.ref.CleanerImpl.run(CleanerImpl.java:140)"
            })
    void closeByTheJdk_afterCollection_isNoClose(String collector) {
        connection.at(5).closed(at("java.net.SocketImpl.close(SocketImpl.java:9)", collector));

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
        assertThat(site.stillOpen()).isZero();
        assertThat(site.dwell().max()).hasSeconds(4);
    }

    @Test
    void shutdownByTheJdk_afterCollection_isNoUse() {
        List<String> finalizer = at(
                "sun.security.ssl.BaseSSLSocketImpl.finalize(BaseSSLSocketImpl.java:271)",
                "java.lang.ref.Finalizer.runFinalizer(Finalizer.java:150)");
        connection.at(5).outputShut(finalizer).inputShut(finalizer).at(6).closed(FIN_WAIT_2, finalizer);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(site.stacks().lastUsed()).isEmpty();
        assertThat(site.stacks().shutDown()).isEmpty();
        assertThat(site.dwell().max()).hasSeconds(4);
    }

    @Test
    void descriptor_neverConnectedAndCollected_isLost() {
        scenario.site(7, CONNECT)
                .connection(2)
                .channel()
                .at(30)
                .listedUnconnected(20, 7)
                .collected();

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.UNREACHABLE);
        assertThat(site.remotes()).isEmpty();
    }

    // ---- never-closed / never-connected ----

    @Test
    void descriptor_neverConnects_isReported() {
        scenario.site(7, POLL).connection(2).at(59).listedUnconnected(20, 7);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.NEVER_CONNECTED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
        assertThat(site.dwell().max()).hasSeconds(40);
        assertThat(site.stillOpen()).isEqualTo(1);
        assertThat(site.remotes()).isEmpty();
    }

    @Test
    void descriptor_failedConnectStillListed_isReported() {
        scenario.connection(2).at(20).connectFailed(19, POLL).at(59).listed(CLOSED, 20, 19, 0, 0);

        assertThat(only(60).cause()).isEqualTo(Cause.NEVER_CONNECTED);
    }

    @Test
    void descriptor_failedConnectBeforeTheRecording_isReported() {
        scenario.site(7, POLL).connection(2).at(59).listedFailed(-300, -299, 7);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.NEVER_CONNECTED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
        assertThat(site.dwell().max()).hasSeconds(360);
    }

    @Test
    void descriptor_failedConnectNotListed_wasClosed() {
        scenario.connection(2).at(20).connectFailed(19, POLL);

        healthy(60);
    }

    @Test
    void descriptor_young_isHealthy() {
        scenario.connection(2).at(59).listedUnconnected(55, 0);

        healthy(60);
    }

    @Test
    void descriptor_notListedAnyMore_wasClosed() {
        scenario.connection(2).at(20).listedUnconnected(1, 0);
        scenario.chunkEnds(20.1, 1);
        connection.at(59).listed(ESTABLISHED, 1, 1, 0, 0);
        scenario.chunkEnds(59.1, 1);

        healthy(60);
        assertThat(diagnosis(60).connections()).hasSize(1);
        assertThat(diagnosis(60).unknowns().closesLost()).isZero();
    }

    @Test
    void descriptor_connectsAtLast_isHealthy() {
        scenario.connection(2).at(20).listedUnconnected(1, 0).at(40).opened(CONNECT);

        healthy(60);
    }

    // ---- never-closed / registered-with-selector ----

    @Test
    void channel_keptByASelector_isReported() {
        scenario.connection(2)
                .channel()
                .at(5)
                .opened(CONNECT)
                .at(6)
                .closed(CLOSE)
                .at(59)
                .kept(6);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.REGISTERED_WITH_SELECTOR);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.close(Feed.java:77)");
        assertThat(site.dwell().max()).hasSeconds(54);
        assertThat(site.stillOpen()).isOne();
    }

    @Test
    void channel_closedAndSelectorToRemoveIt_isHealthy() {
        scenario.connection(2)
                .channel()
                .at(5)
                .opened(CONNECT)
                .at(55)
                .closed(CLOSE)
                .at(59)
                .kept(55);

        healthy(60);
    }

    @Test
    void channel_keptByASelectorForAWhile_isHealthy() {
        scenario.connection(2)
                .channel()
                .at(5)
                .opened(CONNECT)
                .at(6)
                .closed(CLOSE)
                .at(20)
                .kept(6);
        scenario.chunkEnds(20.1, 0);
        scenario.chunkEnds(59.1, 0);

        healthy(60);
    }

    @Test
    void keptChannel_closedBeforeAnyConnect_isBlamedOnItsClose() {
        scenario.site(7, POLL).site(8, CLOSE).connection(2).channel().at(30).keptUnconnected(5, 7, 6, 8);
        scenario.connection(2).at(59).keptUnconnected(5, 7, 6, 8);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.REGISTERED_WITH_SELECTOR);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.close(Feed.java:77)");
        assertThat(site.stacks().opened()).isEqualTo(POLL);
        assertThat(site.dwell().max()).hasSeconds(54);
        assertThat(site.stillOpen()).isOne();
        assertThat(site.remotes()).isEmpty();
        assertThat(diagnosis(60).unknowns().unknownOpenings()).isZero();
    }

    @Test
    void keptChannel_connectFailedInsideASelectorsReach_isBlamedOnTheConnect() {
        scenario.connection(2)
                .channel()
                .at(6)
                .connectFailed(5, CONNECT)
                .closed(CONNECT)
                .at(59)
                .kept(6);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.REGISTERED_WITH_SELECTOR);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
        assertThat(site.stillOpen()).isOne();
    }

    @Test
    void keptChannel_closedBeforeAnyConnectAndLetGoSince_isNothing() {
        scenario.site(7, POLL).site(8, CLOSE).connection(2).channel().at(20).keptUnconnected(5, 7, 6, 8);
        scenario.chunkEnds(20.1, 0);
        scenario.chunkEnds(59.1, 0);

        healthy(60);
        assertThat(diagnosis(60).connections())
                .extracting(each -> each.history().id())
                .doesNotContain(2L);
    }

    @Test
    void keptChannel_closedBeforeAnyConnectAfterOthers_isFoundAllTheSame() {
        connection.at(3).closed(CLOSE);
        scenario.site(8, CLOSE).connection(2).channel().at(300).keptUnconnected(5, 0, 6, 8);

        assertThat(only(301).cause()).isEqualTo(Cause.REGISTERED_WITH_SELECTOR);
    }

    // ---- never-closed / error-ignored ----

    @Test
    void connection_deadAndNotClosed_isReported() {
        connection.failed(CLOSED, POLL);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.ERROR_IGNORED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
        assertThat(site.dwell().max()).hasSeconds(58);
    }

    @Test
    void connection_deadAndUnnoticed_isBlamedOnTheOpening() {
        connection.probed(CLOSED);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.ERROR_IGNORED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
    }

    @Test
    void connection_deadAndClosed_isHealthy() {
        connection.failed(CLOSED, POLL).at(2.1).closed(CLOSE);

        healthy(60);
    }

    @Test
    void connection_survivesAnError_isHealthy() {
        connection.failed(ESTABLISHED, POLL);

        healthy(60);
    }

    // ---- stalled / unread-data ----

    @Test
    void data_unread_isReported() {
        scenario.site(8, POLL);
        connection.at(59).listedUnread(20, 8);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.UNREAD_DATA);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
        assertThat(site.stacks().lastUsed()).isEqualTo(POLL);
        assertThat(site.dwell().max()).hasSeconds(40);
    }

    @Test
    void data_ofANeverReadConnection_isBlamedOnTheOpening() {
        connection.at(59).listedUnread(20, 0);

        assertThat(only(60).blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
    }

    @Test
    void data_justArrived_isHealthy() {
        connection.at(59).listedUnread(55, 0);

        healthy(60);
    }

    @Test
    void listing_newest_counts() {
        connection.at(29).listedUnread(10, 0).at(59).listed(ESTABLISHED, 1, 1, 0, 0);

        healthy(60);
    }

    // ---- order ----

    @Test
    void order_heldForGood_isWorseThanWhatMayEnd() {
        connection.at(59).listedUnread(3, 0);
        scenario.connection(2).at(1).opened(CONNECT).outputShut(SHUT).at(2).probed(FIN_WAIT_2);
        scenario.connection(3).at(1).opened(CONNECT).at(50).failed(CLOSED, POLL);
        scenario.connection(4).at(1).opened(CONNECT).at(40).endOfStream(POLL);
        scenario.connection(5)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .endOfStream(POLL)
                .at(50)
                .closed(CLOSE);
        for (int id : List.of(2, 3, 4)) {
            scenario.connection(id).at(59).listed(null, 1, 1, 0, 0);
        }

        assertThat(diagnosis(60).sites())
                .extracting(LeakSite::cause)
                .containsExactly(
                        Cause.END_OF_STREAM_IGNORED,
                        Cause.ERROR_IGNORED,
                        Cause.CLOSED_LATE,
                        Cause.UNREAD_DATA,
                        Cause.PEER_NEVER_CLOSES);
    }

    private void healthy(double end) {
        assertThat(diagnosis(end).sites()).isEmpty();
    }

    private Diagnosis diagnosis(double end) {
        return Diagnoser.diagnose(scenario.endsAt(end));
    }

    private LeakSite only(double end) {
        List<LeakSite> sites = diagnosis(end).sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }
}
