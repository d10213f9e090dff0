// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.events.KernelEvents;
import org.junit.jupiter.api.Test;

class NetworkCountersTest {
    @Test
    void count_ofGroup_isFoundByName() {
        KernelEvents.Counters counters = NetworkCounters.counters(
                """
                TcpExt: SyncookiesSent SyncookiesRecv EmbryonicRsts TW ListenOverflows TCPTimeouts TCPSynRetrans
                TcpExt: 1 2 7 3 4 8 9
                IpExt: InNoRoutes TW
                IpExt: 0 99
                Ip: Forwarding OutRsts
                Ip: 2 98
                Tcp: RtoAlgorithm MaxConn ActiveOpens OutRsts
                Tcp: 1 -1 5 6
                """);

        assertThat(counters.syncookiesSent).isEqualTo(1);
        assertThat(counters.syncookiesReceived).isEqualTo(2);
        assertThat(counters.timeWaitEnded).isEqualTo(3);
        assertThat(counters.listenOverflows).isEqualTo(4);
        assertThat(counters.activeOpens).isEqualTo(5);
        assertThat(counters.outRsts).isEqualTo(6);
        assertThat(counters.embryonicResets).isEqualTo(7);
        assertThat(counters.tcpTimeouts).isEqualTo(8);
        assertThat(counters.tcpSynRetrans).isEqualTo(9);
    }

    @Test
    void count_missing_isNotKnown() {
        KernelEvents.Counters counters = NetworkCounters.counters("TcpExt: TWKilled\nTcpExt: 18446744073709551615\n");

        assertThat(counters.reqQFullDrop).isEqualTo(-1);
        assertThat(counters.timeWaitKilled).isEqualTo(-1);
    }
}
