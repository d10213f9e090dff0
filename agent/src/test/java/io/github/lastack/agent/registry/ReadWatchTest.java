// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.io.FileDescriptor;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadWatchTest {
    private static final long NOW = 1_000_000_000_000L;
    private static final long A_SECOND_AGO = NOW - 1_000;
    private static final long TWO_MINUTES_AGO = NOW - 120_000;

    private final AtomicInteger heard = new AtomicInteger();
    private final ReadWatch watch = new ReadWatch();

    @BeforeEach
    void listen() {
        SocketHooks.listener((SocketListener) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SocketListener.class},
                (proxy, method, arguments) -> heard.incrementAndGet()));
    }

    @AfterEach
    void leaveAsItWas() {
        SocketHooks.watchReads(false);
        SocketHooks.listener(null);
    }

    private boolean isHeardOf() {
        int before = heard.get();
        SocketHooks.readReturned(1, new FileDescriptor());
        return heard.get() > before;
    }

    private void probeFinds(long... unreadSince) {
        watch.probeBegins(NOW);
        for (long since : unreadSince) {
            watch.probeFinds(since);
        }
        watch.probeEnds();
    }

    @Test
    void readsAreNotHeardOfWhileNothingWaits() {
        probeFinds(0, 0);
        assertThat(isHeardOf()).isFalse();
    }

    @Test
    void readsAreHeardOfUntilTheLastOfThoseWhoseDataWaitsHasRead() {
        probeFinds(A_SECOND_AGO, 0, NOW);
        assertThat(isHeardOf()).isTrue();
        watch.isRead(NOW);
        assertThat(isHeardOf()).isTrue();
        watch.isRead(A_SECOND_AGO);
        assertThat(isHeardOf()).isFalse();
    }

    @Test
    void whatHasWaitedTooLongIsNotListenedFor() {
        probeFinds(TWO_MINUTES_AGO);
        assertThat(isHeardOf()).isFalse();
    }

    @Test
    void aReadOfWhatHasWaitedTooLongDoesNotEndTheWatchOnOthers() {
        probeFinds(A_SECOND_AGO, TWO_MINUTES_AGO);
        watch.isRead(TWO_MINUTES_AGO);
        assertThat(isHeardOf()).isTrue();
    }

    @Test
    void theNextProbeBeginsAnew() {
        probeFinds(A_SECOND_AGO, A_SECOND_AGO);
        watch.isRead(A_SECOND_AGO);
        probeFinds(A_SECOND_AGO);
        watch.isRead(A_SECOND_AGO);
        assertThat(isHeardOf()).isFalse();
    }
}
