// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Where each thread opens its connections, so that not every stack has to be taken once they are opened so fast that taking
 * them would be most of what they cost. A thread whose openings to a peer have come from one site many times in a row is
 * taken to go on so, which is an inference and counted as such; it is looked at now and then all the same, and one that
 * opens them here and there is looked at every time.
 *
 * <p>Thread-safe without a lock: what is kept of a thread only that thread writes. There is no end of threads, so the habit that
 * nobody has looked at for the longest time makes room for a new one; whose is lost is looked at again.
 *
 * @param <T> what is known of a place where connections are opened
 */
final class Habits<T> {
    private static final int PLACE_BITS = 12;

    /** In how many places, one behind the other, a habit may be. */
    private static final int WAYS = 4;

    private static final int IN_A_ROW = 16;

    /** How many are opened from one look to the next, about: twice as many after each that finds the habit kept. */
    private static final int SHORTEST_PAUSE = 16;

    private static final int LONGEST_PAUSE = 64;

    /** While more looks than twenty-five a second would be made of a habit, which tell no more. */
    private static final int LONGEST_IN_A_RUSH = 1_024;

    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** Of what a thread accepts; the listener is not known, and a thread has one. */
    private static final int ACCEPTS = -1;

    /** That a thread opens by itself what it makes. */
    private static final int MAKES = -2;

    private static final Object ITS_OWN = "its own";

    private final Habit[] habits = new Habit[1 << PLACE_BITS];
    private final RateLimit stacks;

    /** @param stacks how many are taken whatever the habits are */
    Habits(RateLimit stacks) {
        this.stacks = stacks;
    }

    /**
     * Where this thread makes a descriptor; {@link Origin#NOT_TAKEN} if it is going to open it, too, and has a habit.
     *
     * @param nowNanos of {@code System.nanoTime}
     */
    Origin making(long nowNanos) {
        return usualOf(MAKES, nowNanos) == null ? Origin.here() : Origin.NOT_TAKEN;
    }

    /** The place of the connect that this thread is at, without a look; null if its stack has to be taken. */
    @SuppressWarnings("unchecked") // what MAKES stands for is never asked for here
    T placeOfConnect(InetSocketAddress peer, long nowNanos) {
        return (T) usualOf(kindOf(Ends.hashOf(peer)), nowNanos);
    }

    /** The same of an accept. */
    @SuppressWarnings("unchecked")
    T placeOfAccept(long nowNanos) {
        return (T) usualOf(ACCEPTS, nowNanos);
    }

    /** This thread was seen to open there what it had made or accepted. */
    void seen(Ends ends, T place, long nowNanos) {
        seen(kindOf(ends), place, nowNanos);
        if (ends.role() == Ends.CLIENT) {
            seen(MAKES, ITS_OWN, nowNanos);
        }
    }

    private static int kindOf(Ends ends) {
        return ends.role() == Ends.CLIENT ? kindOf(ends.hashOfPeer()) : ACCEPTS;
    }

    private static int kindOf(int hashOfPeer) {
        return hashOfPeer & Integer.MAX_VALUE;
    }

    private Object usualOf(int kind, long nowNanos) {
        if (stacks.admits(nowNanos)) {
            return null;
        }
        long key = keyOf(kind);
        Habit habit = habits[placeOf(kind, key)];
        return habit == null || habit.key != key ? null : habit.place();
    }

    private void seen(int kind, Object at, long nowNanos) {
        long key = keyOf(kind);
        int place = placeOf(kind, key);
        Habit habit = habits[place];
        if (habit == null || habit.key != key) {
            habit = new Habit(key);
            habits[place] = habit;
        }
        habit.seen(at, nowNanos);
    }

    /** Where it is, or is to be: in the first that is free, or else in the place of that which was looked at the longest ago. */
    private int placeOf(int kind, long key) {
        int first = indexOf(kind, key);
        int oldest = first;
        for (int i = 0; i < WAYS; i++) {
            int place = first + i & habits.length - 1;
            Habit there = habits[place];
            if (there == null || there.key == key) {
                return place;
            }
            if (there.lookedAtNanos - habits[oldest].lookedAtNanos < 0) {
                oldest = place;
            }
        }
        return oldest;
    }

    private static long keyOf(int kind) {
        return (long) ThreadKey.ofThisThread() << Integer.SIZE | kind & 0xffffffffL;
    }

    /** Half of the places are for connects, and a quarter each for the others: those of one thread take none from each other. */
    private static int indexOf(int kind, long key) {
        int half = (int) (key * 0x9e3779b97f4a7c15L >>> Long.SIZE - PLACE_BITS + 1);
        int halves = 1 << PLACE_BITS - 1;
        return kind == MAKES ? half >>> 1 : kind == ACCEPTS ? halves + half >>> 1 : halves + half;
    }

    /** Of one thread and kind; as long as two cache lines, since garbage collections put those of several threads side by side. */
    private static final class Habit {
        @SuppressWarnings("unused")
        private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10;

        final long key;
        private Object place;
        private int inARow;
        private int pause;
        private int unseen;
        private int random;
        private long lookedAtNanos;

        Habit(long key) {
            this.key = key;
            this.random = (int) key | 1;
        }

        /** Null if it is to be looked at: now and then, in no rhythm that a program could have, too. */
        Object place() {
            return inARow < IN_A_ROW || --unseen < 0 ? null : place;
        }

        void seen(Object at, long nowNanos) {
            if (at != place) {
                inARow = 1;
                pause = SHORTEST_PAUSE;
            } else if (inARow < IN_A_ROW) {
                inARow++;
            } else {
                boolean isRush = nowNanos - lookedAtNanos < BETWEEN_LOOKS_NANOS;
                pause = Math.min(pause * 2, isRush ? LONGEST_IN_A_RUSH : LONGEST_PAUSE);
            }
            place = at;
            lookedAtNanos = nowNanos;
            random ^= random << 13;
            random ^= random >>> 17;
            random ^= random << 5;
            unseen = pause / 2 + (random & pause - 1);
        }
    }
}
