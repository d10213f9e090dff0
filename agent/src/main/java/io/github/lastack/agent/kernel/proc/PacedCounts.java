// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads the {@link SocketCounts} no oftener than the application can bear, once for all who ask together. */
public final class PacedCounts {
    /** A reading shall cost 0.2 % of one core at most, however large the table. */
    private static final long REST_PER_READING = 500;

    /** For so long it may be told as the present. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Pace pace = new Pace(REST_PER_READING, FRESH_NANOS);
    private SocketCounts newest; // guarded by this
    private long readNanos; // guarded by this

    /**
     * Null while it is too early for another reading.
     *
     * @param awaited whom {@link Orphans} shall take in TIME_WAIT, too
     */
    public synchronized SocketCounts now(Set<Integer> awaited) throws IOException {
        long begin = System.nanoTime();
        if (pace.isDue(begin)) {
            long cpu = ThreadCpu.nanos();
            newest = null; // should it fail
            newest = SocketCounts.read(awaited);
            readNanos = System.nanoTime();
            pace.worked(readNanos, cpu < 0 ? readNanos - begin : ThreadCpu.nanos() - cpu);
        }
        return newest != null && System.nanoTime() - readNanos <= FRESH_NANOS ? newest : null;
    }
}
