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
 * A descriptor and the stacks of those who made and used it, which a later chunk may have to name: each an {@link CapturedStack} as it was
 * taken, and once that is settled the number of its site, an object that all connections of the site share.
 *
 * <p>Thread-safe; its monitor is a leaf.
 */
public abstract class TracedDescriptor extends DescriptorKey {
    private static final AtomicLongFieldUpdater<TracedDescriptor> USE =
            AtomicLongFieldUpdater.newUpdater(TracedDescriptor.class, "use");

    private static final int NOT_TRACED = -1;

    private volatile int flags; // written under this
    private final int maker = ThreadKey.ofThisThread();
    private int choice; // guarded by this
    private volatile Object made; // where the descriptor was made; null for what is opened where it is made
    private Object opened;
    private Object endOfStream;
    private Object lastUsed;
    private Object lastWritten; // the newest of a write; what an event loop reads is nobody's
    private int tracedTick = NOT_TRACED; // when that stack was taken; written under this
    private UserThread user; // who has used it last; null while nobody has; published by use
    private volatile long use; // the last one, a UseWord; 0 for none

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

    /** Whether all of these flags are set; which there are is the subclasses' to say. */
    final boolean is(int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Call it with the monitor, or while nobody else knows this. */
    final void set(int more) {
        flags |= more;
    }

    /** Call it with the monitor. */
    final void unset(int which) {
        flags &= ~which;
    }

    /** How its opening is recorded, as the sampler has it, who is asked where that was not chosen yet. */
    public final synchronized int choice(Sampler sampler, long nowNanos) {
        if (choice == Sampler.UNDECIDED) {
            choice = sampler.choose(nowNanos);
        }
        return choice;
    }

    /** Whether no stack of its making or opening was taken, since it was left out of the sample. */
    final synchronized boolean isNotSampled() {
        return choice == Sampler.SKIPPED;
    }

    final boolean isMadeByThisThread() {
        return maker == ThreadKey.ofThisThread();
    }

    /** Whether it was made elsewhere than it is opened, wherever that was. */
    final boolean isMadeSeparately() {
        return made != null;
    }

    /** Null once it is settled, or if there is none; not taken is none, too. */
    final CapturedStack makingStack() {
        Object taken = made;
        boolean isTaken = taken != CapturedStack.STACK_SKIPPED
                && taken instanceof CapturedStack; // so that one is not even looked at
        return isTaken ? (CapturedStack) taken : null;
    }

    public final synchronized void opened(CapturedStack here) {
        opened = here;
    }

    /** Unless that is known. */
    final synchronized void openedUnlessKnown(CapturedStack where) {
        opened = opened == null ? where : opened;
    }

    /** The same, of what is settled already. */
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

    // ---- the last use; told by its thread, without a lock where no stack was taken ----

    /** Whether it is like the last one: by the same thread and in the same tick, whose stack was not taken either. */
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

    /** That thread uses this one from now on, and no other. */
    public final void isUsedBy(UserThread thread) {
        if (thread.uses(number()) && isAccepted()) {
            thread.serves(number());
        }
    }

    /** Whether the peer has opened it. */
    abstract boolean isAccepted();

    /**
     * A use whose stack was not taken.
     *
     * @param was the use that {@code now} was made after: another thread may have read since, and then that there was no read
     *     is no more so
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

    /** @param stack an {@link CapturedStack}, or the number of its site */
    public final synchronized void used(UserThread by, long was, long now, Object stack, int tick) {
        used(by, was, now);
        lastUsed = stack;
        if (!UseWord.isReading(now)) {
            lastWritten = stack;
        }
        tracedTick = tick;
    }

    /** Has the next read noted, whoever reads; call it on another thread than the users'. */
    final void awaitRead() {
        long last = use;
        while (last != 0 && !USE.compareAndSet(this, last, last | UseWord.AWAITED)) {
            last = use;
        }
    }

    /** Unless it was used since, or never. */
    final void isAnsweredFor(long last) {
        if (last != 0) {
            USE.compareAndSet(this, last, last | UseWord.ANSWERED);
        }
    }

    /** A {@link UseWord}; 0 while nobody has used it. */
    public final long lastUse() {
        return use;
    }

    /** Null while nobody has used it. */
    public final UserThread user() {
        return user;
    }

    /** The thread that has used it last, and no other since, or no other accepted one; else null. */
    Thread holder() {
        UserThread last = user;
        if (last == null || last.key() != UseWord.threadOf(use) || last.isReplaced()) {
            return null;
        }
        boolean isHeld = last.isUsing(number()) || isAccepted() && last.isServing(number());
        return isHeld ? last.get() : null;
    }

    /** How many ticks ago the newest stack of a use was taken; the first write has none to follow. */
    public final int ageOfUse(int tick, boolean reading) {
        int traced = tracedTick;
        boolean isFirst = traced == NOT_TRACED || !reading && lastWritten == null;
        return isFirst ? StackBudget.NONE_YET : tick - traced;
    }

    /** Null if there was none. */
    public final synchronized Use use() {
        return use == 0 ? null : new Use(use, user, lastUsed, lastWritten, tracedTick);
    }

    /** A moment's view of the last use. */
    public static final class Use {
        public final long packed;
        public final Object stack; // of an earlier one maybe, or null
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

        /** Null if it has ended, or another was just about to use it. */
        public Thread thread() {
            return user.key() == UseWord.threadOf(packed) ? user.get() : null;
        }
    }

    /** 0 while it is not settled, or for none. */
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

    /** Turns the stacks into sites, so that no class is kept alive by them; outside the monitor, since it takes long. */
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
