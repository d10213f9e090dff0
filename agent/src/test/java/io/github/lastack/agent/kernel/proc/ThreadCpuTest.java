// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ThreadCpuTest {
    private static final long SLEEP_MILLIS = 300;

    @Test
    void waiting_isNoCpuTime() throws InterruptedException {
        long before = ThreadCpu.nanos();
        Thread.sleep(SLEEP_MILLIS);

        assertThat(before).isNotNegative();
        assertThat(ThreadCpu.nanos() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(SLEEP_MILLIS) / 2);
    }

    @Test
    @Timeout(60)
    void working_isCpuTime() {
        long before = ThreadCpu.nanos();
        while (ThreadCpu.nanos() == before) {
            Thread.onSpinWait();
        }

        assertThat(ThreadCpu.nanos()).isGreaterThan(before);
    }
}
