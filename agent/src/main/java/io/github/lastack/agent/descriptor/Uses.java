// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.ThreadKey;
import io.github.lastack.agent.connection.TracedDescriptor;
import io.github.lastack.agent.connection.UseWord;
import io.github.lastack.agent.connection.UserThread;
import io.github.lastack.agent.connection.sampling.StackBudget;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.events.SteadyClock;

/**
 * Notes which threads use a connection. Every read and write that moves bytes is reported, and nearly all of them
 * change nothing. The last use is always known by thread and {@link #tick}; its stack is known as far as the {@link
 * StackBudget} reaches. Thread-safe without a lock of its own.
 */
public final class Uses {
    private static final int TICK_MILLIS = 1_000;

    /** About as many stacks as take a thousandth of a core. */
    private static final int STACKS_A_TICK = 500;

    private final StackTable stacks;
    private final UserThread.Table threads = new UserThread.Table();
    private final StackBudget budget = new StackBudget(STACKS_A_TICK);
    private final long begunMillis = SteadyClock.millis();
    private volatile int tick = 1;

    public Uses(StackTable stacks) {
        this.stacks = stacks;
    }

    /** Starts the next tick. Must be called about every second, by one thread. */
    public void tick() {
        int now = (int) ((SteadyClock.millis() - begunMillis) / TICK_MILLIS) + 1 & UseWord.TICK_MASK;
        if (now != tick) {
            tick = now;
            budget.tick();
            stacks.nameUses();
        }
    }

    /** Returns the present tick, about a second long, counted from 1. */
    public int now() {
        return tick;
    }

    /** Notes a read or write that moved bytes. Call it on the thread that called it. */
    public void used(LiveConnection connection, boolean reading) {
        used(connection, reading, false);
    }

    /** Returns the number of the accepted descriptor that the calling thread has used last; -1 for none. */
    public int served() {
        Thread thread = Thread.currentThread();
        UserThread user = threads.known(thread, ThreadKey.of(thread));
        return user == null ? UserThread.NONE : user.served();
    }

    /**
     * Notes the start of an asynchronous read or write, which is where it counts. Call it on the thread that called it.
     */
    public void begins(LiveConnection connection, boolean reading) {
        connection.isUsedAsynchronously();
        used(connection, reading, true);
    }

    private void used(LiveConnection connection, boolean reading, boolean begins) {
        Thread thread = Thread.currentThread();
        int key = ThreadKey.of(thread);
        long use = UseWord.of(key, tick, reading) | UseWord.EARLIER;
        if (!connection.isUsedAgain(use) && (begins || !connection.isAsynchronous())) {
            note(connection, thread, key, use);
        }
    }

    private void note(LiveConnection connection, Thread thread, int key, long use) {
        // Another core may have just used it, so as little of it is read as possible.
        long was = connection.lastUse();
        long now = use;
        if (UseWord.isNeverRead(was) && !UseWord.isReading(use)) {
            now |= UseWord.NEVER_READ;
        }
        boolean isAwaited = was == 0 ? connection.unreadSinceMillis() != 0 : (was & UseWord.AWAITED) != 0;
        if (isAwaited) {
            if (!UseWord.isReading(use)) {
                now |= UseWord.AWAITED;
            } else {
                connection.readAfterAll();
            }
        }
        UserThread before = UseWord.threadOf(was) == key ? connection.user() : null;
        boolean isNewThread = before == null || before.get() != thread;
        UserThread user = isNewThread || before.isReplaced() ? threads.of(thread, key) : before;
        connection.isUsedBy(user);
        int current = tick;
        boolean isWorthAStack = budget.isOpenFor(connection.ageOfUse(current, UseWord.isReading(use)), isNewThread);
        if (isWorthAStack && !connection.isAggregated() && budget.takes()) {
            connection.used(user, was, now & ~UseWord.EARLIER, stacks.use(CapturedStack.here()), current);
        } else {
            connection.used(user, was, now);
        }
    }

    /** Notes a call that is reported once in a connection's life, and whose stack was captured. */
    public void usedOnce(LiveConnection connection, boolean reading, CapturedStack here) {
        Thread thread = Thread.currentThread();
        int key = ThreadKey.of(thread);
        UserThread user = threads.of(thread, key);
        connection.isUsedBy(user);
        int current = tick;
        connection.used(user, connection.lastUse(), UseWord.of(key, current, reading), here, current);
    }

    /** Returns how a connection was used last; null if it was not. */
    public LastUse last(LiveConnection connection) {
        TracedDescriptor.Use use = connection.use();
        if (use == null) {
            return null;
        }
        int at = UseWord.tickOf(use.packed);
        boolean isExact = (use.packed & UseWord.EARLIER) == 0;
        long lag = isExact ? 0 : Math.max(1, at - use.tracedTick) * (long) TICK_MILLIS;
        long site = numberOf(use.stack);
        return new LastUse(
                use.thread(),
                millisOf(at),
                UseWord.isReading(use.packed),
                site,
                site == 0 ? 0 : lag,
                numberOf(use.written));
    }

    private long numberOf(Object stack) {
        if (stack instanceof CapturedStack) {
            return stacks.intern((CapturedStack) stack);
        }
        return stack == null ? 0 : (Long) stack;
    }

    private long millisOf(int someTick) {
        return begunMillis + (someTick - 1L) * TICK_MILLIS;
    }

    /** How a connection was used last. */
    public static final class LastUse {
        /** The thread; null if it has ended, or cannot be told from another. */
        public final Thread thread;

        /** When, by {@link SteadyClock}, exact to a second. */
        public final long atMillis;

        public final boolean reading;

        /** The site; 0 if no stack of any use was captured. */
        public final long site;

        /** How long before the last use, at most, the stack was captured, in ms; 0 if it is of the last use itself. */
        public final long siteLagMillis;

        /** The site of the newest write whose stack was captured; 0 if there is none. */
        public final long writtenSite;

        LastUse(Thread thread, long atMillis, boolean reading, long site, long siteLagMillis, long writtenSite) {
            this.thread = thread;
            this.atMillis = atMillis;
            this.reading = reading;
            this.site = site;
            this.siteLagMillis = siteLagMillis;
            this.writtenSite = writtenSite;
        }
    }
}
