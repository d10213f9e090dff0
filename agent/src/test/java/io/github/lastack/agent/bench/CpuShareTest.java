// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuShareTest {
    @Test
    void share_ofAllThreads_leavesOutTheStartingThread() {
        assertThat(CpuShare.of(List.of(
                        "[main tid=1];sun/instrument/InstrumentationImpl.loadClassAndCallPremain;"
                                + "io/github/lastack/agent/LastackAgent.premain 500",
                        "[pool-1-thread-1 tid=2];java/lang/Thread.run;"
                                + "io/github/lastack/agent/host/KeepAlive.answer;java/net/Socket.read 90",
                        "[pool-1-thread-1 tid=2];java/lang/Thread.run;io/github/lastack/boot/SocketHooks.read 6",
                        "[lastack-probe tid=3];io/github/lastack/agent/scan/KernelProber.run 4")))
                .isEqualTo(10);
    }
}
