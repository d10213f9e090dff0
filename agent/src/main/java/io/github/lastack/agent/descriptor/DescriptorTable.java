// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import io.github.lastack.agent.connection.DescriptorKey;
import io.github.lastack.agent.connection.LiveConnection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The connections by the object of their descriptor, each at the index of its number, as in the kernel's own table. So
 * they are found without a hash, which the JVM would first have to give every such object. Thread-safe without a lock.
 *
 * <p>A number is reused once its connection is removed. A connection whose close was not seen is put aside, and is
 * found there.
 */
final class DescriptorTable implements Iterable<LiveConnection> {
    private static final int BLOCK_BITS = 10;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int LINE_BITS = 4;

    /** Higher numbers, from a million on, are put aside. */
    private static final int BLOCKS = 1 << 10;

    /** Neighbouring numbers are in different cache lines, since they are often connections of different threads. */
    private final AtomicReferenceArray<AtomicReferenceArray<LiveConnection>> blocks =
            new AtomicReferenceArray<>(BLOCKS);

    /** The first block, which is enough for many programs: fewer steps touch fewer cache lines. */
    private final AtomicReferenceArray<LiveConnection> low = new AtomicReferenceArray<>(BLOCK);

    private final ConcurrentMap<Object, LiveConnection> aside = new ConcurrentHashMap<>();

    /** At least as many as are aside. A map may look empty while others add and remove. */
    private final AtomicInteger asides = new AtomicInteger();

    DescriptorTable() {
        blocks.set(0, low);
    }

    /**
     * Returns the connection of a descriptor; null if it is not known.
     *
     * @param number the identity's; -1 for a closed one
     */
    LiveConnection get(Object identity, int number) {
        AtomicReferenceArray<LiveConnection> block = blockOf(number);
        LiveConnection there = block == null ? null : block.get(placeOf(number));
        if (there != null && (there.get() == identity || there.key().get() == identity)) {
            return there; // nearly always by its own key, without another cache line
        }
        return asides.get() == 0 ? null : aside.get(new DescriptorKey.Sought(identity));
    }

    /** Returns what has the number now; null if nothing known, or if it was put aside. */
    LiveConnection at(int number) {
        AtomicReferenceArray<LiveConnection> block = blockOf(number);
        return block == null ? null : block.get(placeOf(number));
    }

    void put(LiveConnection connection) {
        int number = connection.key().number();
        AtomicReferenceArray<LiveConnection> block = blockFor(number);
        if (block == null) {
            putAside(connection);
            return;
        }
        int place = placeOf(number);
        while (true) {
            LiveConnection before = block.get(place);
            LiveConnection outlived = before == connection ? null : before;
            if (outlived != null) {
                putAside(outlived); // first, so that it is found at every moment
            }
            if (block.compareAndSet(place, before, connection)) {
                return;
            }
            if (outlived != null) {
                removeAside(outlived.key()); // it was removed meanwhile
            }
        }
    }

    private void putAside(LiveConnection connection) {
        connection.key().hashes();
        asides.incrementAndGet();
        if (aside.put(connection.key(), connection) != null) {
            asides.decrementAndGet();
        }
    }

    void remove(LiveConnection connection) {
        remove(connection.key());
    }

    /** Removes and returns what was known by the key; null if nothing was. */
    LiveConnection remove(DescriptorKey key) {
        AtomicReferenceArray<LiveConnection> block = blockOf(key.number());
        int place = placeOf(key.number());
        LiveConnection there = block == null ? null : block.get(place);
        if (there != null && there.key() == key && block.compareAndSet(place, there, null)) {
            return there;
        }
        return asides.get() == 0 ? null : removeAside(key);
    }

    private LiveConnection removeAside(DescriptorKey key) {
        LiveConnection removed = aside.remove(key);
        if (removed != null) {
            asides.decrementAndGet();
        }
        return removed;
    }

    /** Returns the index of a number in its block. 16 references are one cache line of 64 bytes, or two. */
    private static int placeOf(int number) {
        return (number << LINE_BITS | (number & BLOCK - 1) >>> BLOCK_BITS - LINE_BITS) & BLOCK - 1;
    }

    private AtomicReferenceArray<LiveConnection> blockOf(int number) {
        int block = number >>> BLOCK_BITS;
        if (block == 0) {
            return low;
        }
        return block < BLOCKS ? blocks.get(block) : null;
    }

    /** Returns the block of a number; null for a number that has none. */
    private AtomicReferenceArray<LiveConnection> blockFor(int number) {
        int block = number >>> BLOCK_BITS;
        if (block < BLOCKS && blocks.get(block) == null) {
            blocks.compareAndSet(block, null, new AtomicReferenceArray<LiveConnection>(BLOCK));
        }
        return blockOf(number);
    }

    /** Iterates over all that stay during the iteration. A connection that is put aside meanwhile may come twice. */
    @Override
    public Iterator<LiveConnection> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<LiveConnection> {
        private int number;
        private Iterator<LiveConnection> rest; // null while there may be more by number
        private LiveConnection next = advance();

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public LiveConnection next() {
            LiveConnection here = next;
            if (here == null) {
                throw new NoSuchElementException();
            }
            next = advance();
            return here;
        }

        private LiveConnection advance() {
            while (number < BLOCKS * BLOCK) {
                AtomicReferenceArray<LiveConnection> block = blockOf(number);
                LiveConnection there = block == null ? null : block.get(placeOf(number));
                number = block == null ? number + BLOCK : number + 1;
                if (there != null) {
                    return there;
                }
            }
            rest = rest == null ? aside.values().iterator() : rest;
            return rest.hasNext() ? rest.next() : null;
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException();
        }
    }
}
