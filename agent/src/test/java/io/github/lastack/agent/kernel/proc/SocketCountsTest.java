// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.model.TcpState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows as Linux prints them; those of a handshake come from get_openreq4 in net/ipv4/tcp_ipv4.c. */
class SocketCountsTest {
    private static final String LISTENER =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 41234 1 0 0\n";

    private static final String OTHER_LISTENER =
            "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41235 1 0 0\n";

    private static final String HANDSHAKE =
            "   2: 0100007F:1F90 0100007F:9C41 03 00000000:00000000 01:00000132 00000003     0        0 0 0"
                    + " 0000000000\n";

    private static final String FRESH_HANDSHAKE =
            "   3: 0100007F:1F90 0100007F:9C42 03 00000000:00000000 01:00000062 00000000     0        0 0 0"
                    + " 0000000000\n";

    private static final String HANDSHAKE_ON_ANOTHER_PORT =
            "   4: 0100007F:0050 0100007F:9C42 03 00000000:00000000 01:00000062 00000005     0        0 0 0"
                    + " 0000000000\n";

    @Test
    void handshakes_areCountedByPort_withTheSynAcksThatWereSentAgain() throws IOException {
        SocketCounts counts = counts(LISTENER + HANDSHAKE + FRESH_HANDSHAKE + HANDSHAKE + HANDSHAKE_ON_ANOTHER_PORT);

        assertThat(counts.on(8080).handshakes()).isEqualTo(3);
        assertThat(counts.on(8080).synAckRetransmits()).isEqualTo(6);
        assertThat(counts.on(80).handshakes()).isEqualTo(1);
        assertThat(counts.on(80).synAckRetransmits()).isEqualTo(5);
        assertThat(counts.byState()[TcpState.SYN_RECEIVED.ordinal()]).isEqualTo(4);
        assertThat(counts.acceptQueueOf(41234)).isEqualTo(3);
    }

    @Test
    void listeners_ofOnePort_areCounted() throws IOException {
        assertThat(counts(LISTENER + OTHER_LISTENER).on(8080).listeners()).isEqualTo(2);
        assertThat(counts(LISTENER).on(8080).listeners()).isEqualTo(1);
    }

    @Test
    void port_withoutListener_hasNothing() throws IOException {
        SocketCounts.PortCounts none = counts(LISTENER).on(443);

        assertThat(none.handshakes()).isZero();
        assertThat(none.synAckRetransmits()).isZero();
        assertThat(none.listeners()).isZero();
    }

    private static SocketCounts counts(String table) throws IOException {
        SocketCounts counts = new SocketCounts(Set.of());
        SocketTable.readFrom(new ByteArrayInputStream(table.getBytes(StandardCharsets.US_ASCII)), counts);
        return counts;
    }
}
