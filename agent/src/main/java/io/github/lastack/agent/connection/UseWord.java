// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

/**
 * A use of a connection packed into one number, so that one comparison tells whether it equals the last one. From the
 * high end: the thread's {@link ThreadKey} (32 bits), the tick (27 bits), and flags.
 */
public final class UseWord {
    /** Set if the newest stack is of an earlier use, or there is none. */
    public static final long EARLIER = 1;

    static final long READING = 1 << 1;

    /** Set if the next read, by whatever thread, must be noted: data has waited for it. */
    public static final long AWAITED = 1 << 2;

    /** Set if the next read, by whatever thread, must be noted: it is the first. */
    public static final long NEVER_READ = 1 << 3;

    /** Set once all that was written is acknowledged. The next use is in a later tick, and is noted for that. */
    static final long ANSWERED = 1 << 4;

    private static final int FLAG_BITS = 5;
    private static final int THREAD_SHIFT = 32;

    /** The bits that a tick has to fit in. */
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

    /**
     * Returns whether no read was noted.
     *
     * @param use a use, or 0 for none
     */
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
