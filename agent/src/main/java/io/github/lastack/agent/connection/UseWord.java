// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

/**
 * A use of a connection in one number, so that one compare tells whether it is like the last one: from the upper end the
 * thread's {@link ThreadKey} (32 bits), the tick (27), and flags.
 */
public final class UseWord {
    /** The newest stack is of an earlier use, or there is none. */
    public static final long EARLIER = 1;

    static final long READING = 1 << 1;

    /** The next read matters, whoever reads: data has waited for it. */
    public static final long AWAITED = 1 << 2;

    /** The next read matters, whoever reads: it is the first. */
    public static final long NEVER_READ = 1 << 3;

    /** All that was written is acknowledged; the next use is of a later tick, and noted for that. */
    static final long ANSWERED = 1 << 4;

    private static final int FLAG_BITS = 5;
    private static final int THREAD_SHIFT = 32;

    /** What a tick must fit in. */
    public static final int TICK_MASK = (1 << THREAD_SHIFT - FLAG_BITS) - 1;

    private UseWord() {}

    public static long of(int thread, int tick, boolean reading) {
        return (long) thread << THREAD_SHIFT | (long) tick << FLAG_BITS | (reading ? READING : 0);
    }

    public static int threadOf(long use) {
        return (int) (use >>> THREAD_SHIFT);
    }

    public static int tickOf(long use) {
        return (int) (use >>> FLAG_BITS) & TICK_MASK;
    }

    /** Of a use, or of none. */
    public static boolean isNeverRead(long use) {
        return use == 0 || (use & NEVER_READ) != 0;
    }

    static boolean isAnswered(long use) {
        return (use & ANSWERED) != 0;
    }

    public static boolean isReading(long use) {
        return (use & READING) != 0;
    }
}
