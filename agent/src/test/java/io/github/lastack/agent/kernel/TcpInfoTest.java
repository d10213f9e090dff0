// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.model.TcpState;
import org.junit.jupiter.api.Test;

class TcpInfoTest {
    private static final int LOSS = 4; // TCP_CA_Loss

    static int info(int state, int congestion, int retransmits, int probes) {
        return state | congestion << 8 | retransmits << 16 | probes << 24;
    }

    @Test
    void fourBytes_areReadApart() {
        int info = info(1, LOSS, 5, 200);

        assertThat(TcpInfo.state(info)).isEqualTo(TcpState.ESTABLISHED);
        assertThat(TcpInfo.retransmits(info)).isEqualTo(5);
        assertThat(TcpInfo.probes(info)).isEqualTo(200);
        assertThat(TcpInfo.isUnanswered(info)).isTrue();
    }

    @Test
    void noAnswer_isNoState() {
        assertThat(TcpInfo.state(TcpInfo.NONE)).isNull();
        assertThat(TcpInfo.state(info(99, 0, 0, 0))).isNull();
        assertThat(TcpInfo.isUnanswered(TcpInfo.NONE)).isFalse();
    }

    @Test
    void congestionAlone_isNothingUnanswered() {
        assertThat(TcpInfo.isUnanswered(info(1, LOSS, 0, 0))).isFalse();
    }

    @Test
    void whatHasTimedOut_isNotUnansweredAnyMore() {
        assertThat(TcpInfo.isUnanswered(info(7, LOSS, 5, 0))).isFalse();
    }
}
