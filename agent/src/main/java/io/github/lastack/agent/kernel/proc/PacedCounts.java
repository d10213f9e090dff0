// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reads the {@link SocketCounts} no more often than the application can bear, once for all callers of the same moment.
 */
public final class PacedCounts {
    /** Bounds a reading to 0.2 % of one core, however large the table. */
    private static final long REST_PER_READING = 500;

    /** How long a reading counts as the present. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Pace pace = new Pace(REST_PER_READING, FRESH_NANOS);
    private SocketCounts newest; // guarded by this
    private long readNanos; // guarded by this

    /**
     * Returns the present reading; null while it is too early for another one.
     *
     * @param awaited the ports that {@link Orphans} must also keep in TIME_WAIT
     */
    public synchronized SocketCounts now(Set<Integer> awaited) throws IOException {
        long begin = System.nanoTime();
        if (pace.isDue(begin)) {
            long cpu = ThreadCpu.nanos();
            newest = null; // in case it fails
            newest = SocketCounts.read(awaited);
            readNanos = System.nanoTime();
            pace.worked(readNanos, cpu < 0 ? readNanos - begin : ThreadCpu.nanos() - cpu);
        }
        return newest != null && System.nanoTime() - readNanos <= FRESH_NANOS ? newest : null;
    }
}
