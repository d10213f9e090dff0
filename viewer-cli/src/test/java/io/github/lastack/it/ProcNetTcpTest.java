// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcNetTcpTest {
    @Test
    void line_ipv4_isRead() {
        String line = "   1: 0100007F:9C40 0200000A:1F90 08 00000000:00000000 00:00000000 00000000  1000"
                + "        0 48213 1 0000000000000000 20 4 30 10 -1";
        assertThat(ProcNetTcp.parse(line))
                .isEqualTo(new ProcNetTcp.Entry("127.0.0.1:40000", "10.0.0.2:8080", "CLOSE_WAIT", 48213));
    }

    @Test
    void address_mapped_isIpv4() {
        String line = "   0: 0000000000000000FFFF00000100007F:B6EE 0000000000000000FFFF00000100007F:0050 06 "
                + "00000000:00000000 03:00000F9B 00000000     0        0 0 3 0000000000000000";
        assertThat(ProcNetTcp.parse(line))
                .isEqualTo(new ProcNetTcp.Entry("127.0.0.1:46830", "127.0.0.1:80", "TIME_WAIT", 0));
    }

    @Test
    void address_ipv6Loopback_isInBrackets() {
        String line = "   2: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A "
                + "00000000:00000000 00:00000000 00000000     0        0 7 1 0000000000000000 100 0 0 10 0";
        assertThat(ProcNetTcp.parse(line)).isEqualTo(new ProcNetTcp.Entry("[::1]:8080", "[::]:0", "LISTEN", 7));
    }
}
