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
    private final LiveConnection connection =
            new LiveConnection(1, identity, null, new ReferenceQueue<>(), new Access("SocketChannel", null), null);

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

    /** As a channel is that does not block, while its connect goes on. */
    private void counted() {
        connection.beginConnect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), false);
        Sites sites = new Sites(null, 64);
        connection.counts(new CountedConnections(sites).opened(sites.intern(Origin.here()), Ends.CLIENT, false));
        connection.announced();
    }
}
