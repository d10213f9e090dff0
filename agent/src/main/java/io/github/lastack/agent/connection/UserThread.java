// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A thread that uses connections, held weakly, with the numbers of the connection and of the accepted connection that
 * it has used last. A thread that handles an accepted connection may use another one to answer, and holds both while it
 * waits. Shared by the connections that the thread was the last to use.
 *
 * <p>Written by the thread itself, read by any.
 */
public final class UserThread extends WeakReference<Thread> {
    private static final AtomicIntegerFieldUpdater<UserThread> DESCRIPTOR =
            AtomicIntegerFieldUpdater.newUpdater(UserThread.class, "descriptor");

    private static final AtomicIntegerFieldUpdater<UserThread> ACCEPTED =
            AtomicIntegerFieldUpdater.newUpdater(UserThread.class, "accepted");

    public static final int NONE = -1;

    private final int key;

    /** The number of the descriptor that the thread has used last. */
    private volatile int descriptor;

    /** The number of the accepted connection that the thread has used last. */
    private volatile int accepted = NONE;

    /** Set once another object stands for the thread: later uses are not noted in this one. */
    private volatile boolean replaced;

    private UserThread(Thread thread, int key) {
        super(thread);
        this.key = key;
    }

    /** The thread's {@link ThreadKey}. */
    int key() {
        return key;
    }

    boolean isUsing(int number) {
        return descriptor == number;
    }

    /** Returns whether that accepted connection is the last accepted one that the thread has used. */
    boolean isServing(int number) {
        return accepted == number;
    }

    /** Returns the number of the accepted connection that the thread has used last, or {@link #NONE}. */
    public int served() {
        return accepted;
    }

    /** Notes a use; returns whether the thread used another connection before. */
    boolean uses(int number) {
        if (descriptor == number) {
            return false;
        }
        DESCRIPTOR.lazySet(this, number); // a volatile write takes as long as all else of a use
        return true;
    }

    /** Notes that the used connection was accepted. */
    void serves(int number) {
        ACCEPTED.lazySet(this, number);
    }

    public boolean isReplaced() {
        return replaced;
    }

    /** The threads that have used connections lately. Bounded: where there are too many, one takes another's place. */
    public static final class Table {
        private static final int PLACES = 1 << 12;
        private static final int TRIES = 4;

        private final AtomicReferenceArray<UserThread> places = new AtomicReferenceArray<>(PLACES);

        /** Returns the calling thread's entry; null if it has used no connection lately. */
        public UserThread known(Thread thread, int key) {
            for (int i = 0; i < TRIES; i++) {
                UserThread there = places.get(key + i & PLACES - 1);
                if (there != null && there.key == key && there.get() == thread) {
                    return there;
                }
            }
            return null;
        }

        /** Returns the calling thread's entry, and makes it if there is none. */
        public UserThread of(Thread thread, int key) {
            int free = -1;
            for (int i = 0; i < TRIES; i++) {
                int place = key + i & PLACES - 1;
                UserThread there = places.get(place);
                if (there == null) {
                    free = free < 0 ? place : free;
                    break;
                }
                if (there.key == key && there.get() == thread) {
                    return there;
                }
                if (free < 0 && there.get() == null) {
                    free = place;
                }
            }
            UserThread made = new UserThread(thread, key);
            UserThread before = places.getAndSet(free < 0 ? key & PLACES - 1 : free, made);
            if (before != null) {
                before.replaced = true;
            }
            return made;
        }
    }
}
