// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.LastackAgent;
import io.github.lastack.model.TcpState;
import org.junit.jupiter.api.Test;

class DescriptorUseTest {
    /** Other programs have the numbers written into them. */
    @Test
    void state_isTheNumberThatOtherProgramsKnow() {
        assertThat(DescriptorUse.of(null, false)).isEqualTo(-1);
        assertThat(DescriptorUse.of(TcpState.ESTABLISHED, false)).isZero();
        assertThat(DescriptorUse.of(TcpState.SYN_SENT, false)).isZero();
        assertThat(DescriptorUse.of(TcpState.LISTEN, false)).isEqualTo(1);
        assertThat(DescriptorUse.of(TcpState.CLOSE_WAIT, true)).isEqualTo(2);
        assertThat(DescriptorUse.of(TcpState.LAST_ACK, false)).isEqualTo(2);
        assertThat(DescriptorUse.of(TcpState.CLOSED, true)).isEqualTo(3);
        assertThat(DescriptorUse.UNCONNECTED).isEqualTo(4);
        assertThat(DescriptorUse.CLOSING).isEqualTo(5);
        assertThat(DescriptorUse.of(TcpState.ESTABLISHED, true)).isEqualTo(6);
    }

    @Test
    void agent_isNotRunning_listsNothing() {
        assertThat(LastackAgent.openAfter(0)).isNull();
    }
}
