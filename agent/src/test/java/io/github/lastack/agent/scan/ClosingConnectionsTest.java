// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.CLOSING;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.model.TcpState.LAST_ACK;
import static io.github.lastack.model.TcpState.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.connection.Endpoints;
import io.github.lastack.agent.kernel.proc.EndPair;
import io.github.lastack.agent.kernel.proc.Orphans;
import io.github.lastack.model.TcpState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which closed connections a reading of the kernel's table finds, and what is reported of them. */
class ClosingConnectionsTest {
    private static final InetAddress HERE = address(10, 0, 0, 1);
    private static final InetAddress THERE = address(10, 0, 0, 2);

    private final RecentlyClosed recent = new RecentlyClosed();
    private final List<String> told = new ArrayList<>();
    private final ClosingConnections closing = new ClosingConnections(
            recent, (id, state, retransmits, since) -> told.add(id + " " + state + " " + retransmits));

    @Nested
    @DisplayName("the ring of those that were closed last")
    class Ring {
        @Test
        void connection_lookedUpByItsEnds_isFound() {
            recent.add(7, ESTABLISHED, ends(40_007));

            assertThat(found(40_007, 40_008)).containsExactly(7L);
        }

        @Test
        void ends_swapped_areAnotherConnections() {
            Endpoints accepted =
                    Endpoints.acceptedFrom(new InetSocketAddress(HERE, 40_007)).from(new InetSocketAddress(THERE, 80));
            recent.add(8, ESTABLISHED, accepted);

            assertThat(found(40_007)).isEmpty();
        }

        @Test
        void connection_overIpv6_isFound() throws Exception {
            InetAddress local = InetAddress.getByName("2001:db8::1");
            InetAddress remote = InetAddress.getByName("2001:db8::2");
            recent.add(
                    9,
                    ESTABLISHED,
                    Endpoints.connectedTo(new InetSocketAddress(remote, 80)).from(new InetSocketAddress(local, 5)));

            EndPair ends = new EndPair(EndPair.addresses(local, remote), EndPair.ports(5, 80));
            assertThat(recent.find(Set.of(ends)).get(ends).id).isEqualTo(9);
        }

        @Test
        void connections_withTheSameEnds_newestIsFound() {
            recent.add(7, ESTABLISHED, ends(40_007));
            recent.add(8, ESTABLISHED, ends(40_008));
            recent.add(9, ESTABLISHED, ends(40_007));

            assertThat(found(40_007)).containsExactly(9L);
        }

        @Test
        void connection_withUnknownEnds_isLeftOut() {
            recent.add(7, ESTABLISHED, Endpoints.connectedTo(new InetSocketAddress(THERE, 80)));
            recent.add(8, ESTABLISHED, Endpoints.NONE);

            assertThat(found(0)).isEmpty();
        }

        @Test
        void connections_beyondTheLimit_replaceTheOldest() {
            for (int i = 0; i <= RecentlyClosed.LIMIT; i++) {
                recent.add(i + 1, ESTABLISHED, ends(10_000 + i));
            }

            assertThat(found(10_000)).isEmpty();
            assertThat(found(10_001)).containsExactly(2L);
            assertThat(found(10_000 + RecentlyClosed.LIMIT)).containsExactly(RecentlyClosed.LIMIT + 1L);
        }

        @Test
        void connections_closedByManyThreadsAtOnce_areAllFound() throws InterruptedException {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            IntStream.range(1, 2001).forEach(i -> threads.execute(() -> recent.add(i, ESTABLISHED, ends(10_000 + i))));
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

            assertThat(found(IntStream.range(10_001, 12_001).toArray())).hasSize(2000);
        }

        private Set<Long> found(int... ports) {
            Set<EndPair> wanted = new HashSet<>();
            for (int port : ports) {
                wanted.add(pair(port));
            }
            return recent.find(wanted).values().stream().map(each -> each.id).collect(Collectors.toSet());
        }
    }

    @Test
    void connection_finNotAcknowledged_isReportedAtEachReading() {
        recent.add(7, ESTABLISHED, ends(40_007));
        read(orphan(40_007, FIN_WAIT_1, 2));
        read(orphan(40_007, FIN_WAIT_1, 5));
        read(orphan(40_007, FIN_WAIT_1, 5));
        read(orphan(40_007, CLOSING, 5));

        assertThat(told).containsExactly("7 FIN_WAIT_1 2", "7 FIN_WAIT_1 5", "7 FIN_WAIT_1 5", "7 CLOSING 5");
    }

    @Test
    void connection_waitingForPeer_isReportedOnce() {
        recent.add(7, ESTABLISHED, ends(40_007));
        read(orphan(40_007, FIN_WAIT_1, 2));
        read(orphan(40_007, FIN_WAIT_2, 0));
        read(orphan(40_007, FIN_WAIT_2, 0));

        assertThat(told).containsExactly("7 FIN_WAIT_1 2", "7 FIN_WAIT_2 0");
    }

    @Test
    void reading_seenTwice_isReportedOnce() {
        recent.add(7, ESTABLISHED, ends(40_007));
        Orphans reading = orphan(40_007, FIN_WAIT_1, 2);
        closing.report(reading);
        recent.add(8, ESTABLISHED, ends(40_007));
        closing.report(reading);

        assertThat(told).hasSize(1);
    }

    @Test
    void connection_ofAnotherProcess_isIgnored() {
        recent.add(7, ESTABLISHED, ends(40_007));
        read(orphan(40_008, FIN_WAIT_1, 2));

        assertThat(told).isEmpty();
    }

    @Test
    void timeWait_ofReported_isAwaitedAndEndsIt() {
        recent.add(7, ESTABLISHED, ends(40_007));
        assertThat(closing.awaited()).isEmpty();
        read(orphan(40_007, FIN_WAIT_2, 0));
        assertThat(closing.awaited()).containsExactly(EndPair.ports(40_007, 80));
        read(orphan(40_007, TIME_WAIT, 0));
        assertThat(closing.awaited()).isEmpty();
        read(orphan(40_007, TIME_WAIT, 0));
        read(none());

        assertThat(told).containsExactly("7 FIN_WAIT_2 0", "7 TIME_WAIT 0");
    }

    @Test
    void timeWait_beforeAnyReading_isNotReported() {
        recent.add(7, ESTABLISHED, ends(40_007));
        read(orphan(40_007, TIME_WAIT, 0));

        assertThat(told).isEmpty();
    }

    @Test
    void connection_gone_isReportedClosedOnce() {
        recent.add(7, CLOSE_WAIT, ends(40_007));
        read(orphan(40_007, LAST_ACK, 3));
        read(none());
        read(none());

        assertThat(told).containsExactly("7 LAST_ACK 3", "7 CLOSED 3");
    }

    @Test
    void reading_incomplete_reportsNoneGone() {
        recent.add(7, CLOSE_WAIT, ends(40_007));
        read(orphan(40_007, LAST_ACK, 3));
        Orphans full = none();
        for (int i = 0; full.areAll(); i++) {
            full.add(new EndPair(i, 1), new Orphans.Orphan(FIN_WAIT_2, 0, -1));
        }
        read(full);
        read(none());

        assertThat(told).containsExactly("7 LAST_ACK 3", "7 CLOSED 3");
    }

    @Test
    void ports_reused_areTheNewerConnections() {
        recent.add(7, ESTABLISHED, ends(40_007));
        read(orphan(40_007, FIN_WAIT_1, 2));
        recent.add(9, ESTABLISHED, ends(40_007));
        read(orphan(40_007, FIN_WAIT_1, 1));

        assertThat(told).containsExactly("7 FIN_WAIT_1 2", "7 CLOSED 2", "9 FIN_WAIT_1 1");
    }

    /** The ports may have been used again by an aggregated connection. */
    @Test
    void connection_sameEndsClosedAfterPeer_isNotReported() {
        recent.add(7, CLOSE_WAIT, ends(40_007));
        read(orphan(40_007, FIN_WAIT_1, 2));

        assertThat(told).isEmpty();
    }

    private void read(Orphans reading) {
        closing.report(reading);
    }

    private static Orphans none() {
        return new Orphans(Set.of());
    }

    private static Orphans orphan(int port, TcpState state, int retransmits) {
        Orphans orphans = none();
        orphans.add(pair(port), new Orphans.Orphan(state, retransmits, -1));
        return orphans;
    }

    private static EndPair pair(int port) {
        return new EndPair(EndPair.addresses(HERE, THERE), EndPair.ports(port, 80));
    }

    private static Endpoints ends(int port) {
        return Endpoints.connectedTo(new InetSocketAddress(THERE, 80)).from(new InetSocketAddress(HERE, port));
    }

    private static InetAddress address(int... bytes) {
        try {
            byte[] all = new byte[bytes.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) bytes[i];
            }
            return InetAddress.getByAddress(all);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
