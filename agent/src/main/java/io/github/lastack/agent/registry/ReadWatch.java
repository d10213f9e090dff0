// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.boot.SocketHooks;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has reads heard of, which costs something at each, only while they matter: from when a probe finds that data waits unread until
 * the last of those connections has been read from. Thread-safe, but for the probe, of which there is one.
 */
final class ReadWatch {
    /** For how long data may wait unread until nobody is expected to read it any more. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final AtomicInteger suspects = new AtomicInteger();
    private volatile long suspectedAfterMillis;
    private int found; // the probe only

    void probeBegins(long nowMillis) {
        suspectedAfterMillis = nowMillis - PATIENCE_MILLIS;
        found = 0;
    }

    /** @param unreadSinceMillis 0 if nothing waits */
    void probeFinds(long unreadSinceMillis) {
        found += isSuspect(unreadSinceMillis) ? 1 : 0;
    }

    void probeEnds() {
        suspects.set(found);
        SocketHooks.watchReads(found > 0);
    }

    /** Some of the data is read that had waited since then; to be told once of each. 0 for none. */
    void isRead(long unreadSinceMillis) {
        if (isSuspect(unreadSinceMillis) && suspects.decrementAndGet() == 0) {
            SocketHooks.watchReads(false);
        }
    }

    private boolean isSuspect(long unreadSinceMillis) {
        return unreadSinceMillis > suspectedAfterMillis;
    }
}
