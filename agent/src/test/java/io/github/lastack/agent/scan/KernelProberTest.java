// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.boot.SocketHooks;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelProberTest {
    private static final long LIMIT_MILLIS = 60_000;

    @AfterEach
    void nobodyHasGivenUp() {
        SocketHooks.errors().beginAnew(null);
    }

    @Test
    void giveUp_failing_isTriedAgain() throws InterruptedException {
        AtomicInteger tried = new AtomicInteger();
        KernelProber prober = new KernelProber(new FailingProbe(), 1, new KernelProber.Owner() {
            @Override
            public long look() {
                return 0;
            }

            @Override
            public void giveUp() {
                if (tried.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("for a while");
                }
            }
        });
        SocketHooks.errors().beginAnew(prober);
        prober.start();
        prober.join(LIMIT_MILLIS);
        assertThat(prober.isAlive()).isFalse();
        assertThat(tried).hasValue(2);
    }

    private static final class FailingProbe implements KernelProber.Probe {
        @Override
        public int probe() {
            throw new OutOfMemoryError();
        }

        @Override
        public long onceNanos() {
            return 0;
        }
    }
}
