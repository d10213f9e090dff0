// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LiveConnectionTest {
    private final Object identity = new Object();
    private final Access access = new Access("SocketChannel", null, new ReferenceQueue<>());
    private final LiveConnection connection = new LiveConnection(identity, 1, null, access, null, System.nanoTime());
    private final Sites sites = new Sites(null, 64);
    private final CountedConnections counted = new CountedConnections(sites);

    @Test
    void thatWaitingDataIsReadIsToldByOneReaderOnly() {
        connection.unread(true);
        long since = connection.unreadSinceMillis();

        assertThat(connection.used()).isEqualTo(since).isPositive();
        assertThat(connection.used()).isZero();
    }

    @Test
    void oneThatIsCountedStaysSoWhenItIsClosed() {
        counted();

        assertThat(connection.beginClose(false)).isTrue();
        assertThat(connection.isCounted()).isTrue();
        assertThat(connection.leavesCount()).isFalse();
    }

    @Test
    void oneWhoseConnectFailsAfterAllIsToldOfByItself() {
        counted();

        assertThat(connection.beginClose(true)).isTrue();
        assertThat(connection.isCounted()).isFalse();
        assertThat(connection.leavesCount()).isTrue();
    }

    /** A thread may close what another's connect has just established, and is about to count. */
    @Test
    void oneThatIsClosedBeforeItIsCountedIsCountedAsClosedOnce() {
        begins();
        CountedConnections.Count count = count();
        assertThat(connection.beginClose(false)).isTrue();
        assertThat(count.closed()).isZero();

        connection.counts(count);
        assertThat(count.closed()).isEqualTo(1);
        assertThat(connection.beginClose(false)).isFalse();
        assertThat(connection.leavesCount()).isFalse();
        assertThat(count.closed()).isEqualTo(1);
    }

    /** As one that was in passing until a thread closed it inside of its connect. */
    @Test
    void oneWhoseCloseWasToldOfIsNotCountedAsClosed() {
        begins();
        CountedConnections.Count count = count();
        connection.beginClose(false);
        connection.countsUnlessClosed(count);

        assertThat(connection.isCounted()).isFalse();
        assertThat(connection.isAnnounced()).isTrue();
        assertThat(count.closed()).isZero();
    }

    @Test
    void oneThatIsNotClosedYetIsCountedAsSuch() {
        begins();
        CountedConnections.Count count = count();
        connection.countsUnlessClosed(count);
        connection.beginClose(false);

        assertThat(count.closed()).isEqualTo(1);
    }

    @Test
    void oneThatHasLeftTheCountIsNotCountedAsClosed() {
        begins();
        CountedConnections.Count count = count();
        connection.counts(count);

        assertThat(connection.leavesCount()).isTrue();
        assertThat(connection.beginClose(false)).isTrue();
        assertThat(count.closed()).isZero();
    }

    @Test
    void everyConnectionHasANumberOfItsOwnThatStays() {
        LiveConnection other = new LiveConnection(identity, 1, null, access, null, System.nanoTime());

        assertThat(connection.id()).isPositive().isNotEqualTo(other.id()).isEqualTo(connection.id());
    }

    /** As a channel is that does not block, while its connect goes on. */
    private void counted() {
        begins();
        connection.counts(count());
    }

    private void begins() {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        assertThat(connection.beginConnect(peer, new Attempt(false, false, null), 0))
                .isTrue();
    }

    private CountedConnections.Count count() {
        return counted.opened(counted.at(sites.intern(Origin.here()), Ends.CLIENT), false);
    }
}
