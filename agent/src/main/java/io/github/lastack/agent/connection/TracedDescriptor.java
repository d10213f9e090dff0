// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.sampling.StackBudget;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A descriptor and the stacks of its creation and its uses, which a later chunk may have to name. Each stack is a
 * {@link CapturedStack} first, and once it is settled the number of its site, an object that all connections of the
 * site share.
 *
 * <p>Thread-safe; no other lock is taken inside its monitor.
 */
public abstract class TracedDescriptor extends DescriptorKey {
    private static final AtomicLongFieldUpdater<TracedDescriptor> USE =
            AtomicLongFieldUpdater.newUpdater(TracedDescriptor.class, "use");

    private static final int NOT_TRACED = -1;

    private volatile int flags; // written under this
    private final int maker = ThreadKey.ofThisThread();
    private int choice; // guarded by this
    private volatile Object made; // where the descriptor was created; null if it is opened in the same place
    private Object opened;
    private Object endOfStream;
    private Object lastUsed;
    private Object lastWritten; // the newest of a write; what an event loop reads belongs to no caller
    private int tracedTick = NOT_TRACED; // when that stack was captured; written under this
    private UserThread user; // the last user; null for none; published by use
    private volatile long use; // the last use, a UseWord; 0 for none

    TracedDescriptor(
            Object identity,
            int number,
            FileDescriptor carried,
            ReferenceQueue<Object> collected,
            CapturedStack made,
            int choice) {
        super(identity, number, carried, collected);
        this.made = made;
        this.choice = choice;
    }

    /** Returns whether all of these flags are set. Subclasses define the flags. */
    final boolean is(int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Sets flags. Call it inside the monitor, or while no other thread knows this object. */
    final void set(int more) {
        flags |= more;
    }

    /** Clears flags. Call it inside the monitor. */
    final void unset(int which) {
        flags &= ~which;
    }

    /** Returns how its opening is recorded: as chosen before, else the sampler chooses now. */
    public final synchronized int choice(Sampler sampler, long nowNanos) {
        if (choice == Sampler.UNDECIDED) {
            choice = sampler.choose(nowNanos);
        }
        return choice;
    }

    /** Returns whether no stack of its creation or opening was captured, since it was left out of the sample. */
    final synchronized boolean isNotSampled() {
        return choice == Sampler.SKIPPED;
    }

    final boolean isMadeByThisThread() {
        return maker == ThreadKey.ofThisThread();
    }

    /** Returns whether it was created in another place than it is opened. */
    final boolean isMadeSeparately() {
        return made != null;
    }

    /** Returns the stack of its creation; null once it is settled, or if none was captured. */
    final CapturedStack makingStack() {
        Object taken = made;
        boolean isTaken = taken != CapturedStack.STACK_SKIPPED
                && taken instanceof CapturedStack; // so that the marker is not even looked at
        return isTaken ? (CapturedStack) taken : null;
    }

    public final synchronized void opened(CapturedStack here) {
        opened = here;
    }

    /** Sets where it was opened, unless that is known. */
    final synchronized void openedUnlessKnown(CapturedStack where) {
        opened = opened == null ? where : opened;
    }

    /** Sets the settled site where it was opened. */
    public final synchronized void opened(Long site) {
        opened = site;
    }

    final synchronized void endOfStreamAt(CapturedStack here) {
        endOfStream = here;
    }

    final synchronized long siteOfMaking() {
        return numberOf(made);
    }

    final synchronized long openedSite() {
        return numberOf(opened);
    }

    public final synchronized long endOfStreamSite() {
        return numberOf(endOfStream);
    }

    // ---- the last use; reported by its thread, without a lock where no stack was captured ----

    /**
     * Returns whether a use equals the last one: by the same thread and in the same tick, and the stack of that was not
     * captured either.
     */
    public final boolean isUsedAgain(long now) {
        long was = use;
        if (was != now) {
            long change = was ^ now;
            if (change == UseWord.READING) {
                USE.lazySet(this, now); // a write after a read, or the other way round
            } else if (change != UseWord.NEVER_READ || UseWord.isReading(now)) {
                return false;
            }
        }
        isUsedBy(user);
        return true;
    }

    /** Notes that the thread uses this connection from now on, and no other. */
    public final void isUsedBy(UserThread thread) {
        if (thread.uses(number()) && isAccepted()) {
            thread.serves(number());
        }
    }

    /** Returns whether the peer has opened it. */
    abstract boolean isAccepted();

    /**
     * Notes a use whose stack was not captured.
     *
     * @param was the use that {@code now} was derived from: if another thread has read since, "never read" must not be
     * written back
     */
    public final void used(UserThread by, long was, long now) {
        user = by;
        boolean saysNoRead = (now & UseWord.NEVER_READ) != 0;
        if (!saysNoRead) {
            USE.lazySet(this, now);
        } else if (!USE.compareAndSet(this, was, now)) {
            USE.lazySet(this, now & ~UseWord.NEVER_READ);
        }
    }

    /**
     * Notes a use.
     *
     * @param stack a {@link CapturedStack}, or the number of its site
     */
    public final synchronized void used(UserThread by, long was, long now, Object stack, int tick) {
        used(by, was, now);
        lastUsed = stack;
        if (!UseWord.isReading(now)) {
            lastWritten = stack;
        }
        tracedTick = tick;
    }

    /** Makes the next read be noted, by whatever thread. Call it on another thread than the users'. */
    final void awaitRead() {
        long last = use;
        while (last != 0 && !USE.compareAndSet(this, last, last | UseWord.AWAITED)) {
            last = use;
        }
    }

    /** Notes that the last use was answered, unless there was another since, or none at all. */
    final void isAnsweredFor(long last) {
        if (last != 0) {
            USE.compareAndSet(this, last, last | UseWord.ANSWERED);
        }
    }

    /** Returns the last use, a {@link UseWord}; 0 for none. */
    public final long lastUse() {
        return use;
    }

    /** Returns the last user; null for none. */
    public final UserThread user() {
        return user;
    }

    /**
     * Returns the thread that has used it last and no other connection since (for an accepted one: no other accepted
     * one); else null.
     */
    Thread holder() {
        UserThread last = user;
        if (last == null || last.key() != UseWord.threadOf(use) || last.isReplaced()) {
            return null;
        }
        boolean isHeld = last.isUsing(number()) || isAccepted() && last.isServing(number());
        return isHeld ? last.get() : null;
    }

    /** Returns how many ticks ago the newest stack of a use was captured. For the first write there is none. */
    public final int ageOfUse(int tick, boolean reading) {
        int traced = tracedTick;
        boolean isFirst = traced == NOT_TRACED || !reading && lastWritten == null;
        return isFirst ? StackBudget.NONE_YET : tick - traced;
    }

    /** Returns a snapshot of the last use; null if there was none. */
    public final synchronized Use use() {
        return use == 0 ? null : new Use(use, user, lastUsed, lastWritten, tracedTick);
    }

    /** A snapshot of the last use. */
    public static final class Use {
        public final long packed;
        public final Object stack; // of an earlier use maybe, or null
        public final Object written; // that of the newest write that has one, or null
        public final int tracedTick;
        private final UserThread user;

        private Use(long packed, UserThread user, Object stack, Object written, int tracedTick) {
            this.packed = packed;
            this.user = user;
            this.stack = stack;
            this.written = written;
            this.tracedTick = tracedTick;
        }

        /** Returns the thread; null if it has ended, or another thread was just about to use the connection. */
        public Thread thread() {
            return user.key() == UseWord.threadOf(packed) ? user.get() : null;
        }
    }

    /** Returns the number of a settled stack; 0 while it is not settled, or for none. */
    private static long numberOf(Object stack) {
        return stack instanceof Long ? (Long) stack : 0;
    }

    public final synchronized boolean isSettled() {
        return !(made instanceof CapturedStack
                || opened instanceof CapturedStack
                || endOfStream instanceof CapturedStack
                || lastUsed instanceof CapturedStack
                || lastWritten instanceof CapturedStack);
    }

    /**
     * Turns the stacks into sites, so that no class is kept alive by them. Call it outside the monitor, since it takes
     * long.
     */
    public final void settle(StackTable stacks) {
        Object[] taken;
        synchronized (this) {
            if (isSettled()) {
                return;
            }
            taken = new Object[] {made, opened, endOfStream, lastUsed, lastWritten};
        }
        Object[] settled = new Object[taken.length];
        for (int i = 0; i < taken.length; i++) {
            settled[i] = taken[i] instanceof CapturedStack ? stacks.intern((CapturedStack) taken[i]) : taken[i];
        }
        synchronized (this) {
            made = made == taken[0] ? settled[0] : made;
            opened = opened == taken[1] ? settled[1] : opened;
            endOfStream = endOfStream == taken[2] ? settled[2] : endOfStream;
            lastUsed = lastUsed == taken[3] ? settled[3] : lastUsed;
            lastWritten = lastWritten == taken[4] ? settled[4] : lastWritten;
        }
    }
}
