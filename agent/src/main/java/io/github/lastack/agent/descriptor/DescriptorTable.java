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
 * Connections by the object of their descriptor, each at the place of its number, as in the kernel's own table: so they are
 * found without a hash, which the JVM would have to give every such object first. Thread-safe without a lock.
 *
 * <p>A number becomes another's once its connection is removed. One whose close was not heard of is put aside, and is found
 * there.
 */
final class DescriptorTable implements Iterable<LiveConnection> {
    private static final int BLOCK_BITS = 10;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int LINE_BITS = 4;

    /** What has a higher number, a million, is put aside. */
    private static final int BLOCKS = 1 << 10;

    /** The places of neighbours are in different cache lines, since they are often different threads' connections. */
    private final AtomicReferenceArray<AtomicReferenceArray<LiveConnection>> blocks =
            new AtomicReferenceArray<>(BLOCKS);

    /** The first block, which is all that many programs need: the shorter the way, the less of it is out of the caches. */
    private final AtomicReferenceArray<LiveConnection> low = new AtomicReferenceArray<>(BLOCK);

    private final ConcurrentMap<Object, LiveConnection> aside = new ConcurrentHashMap<>();

    /** No less than there are aside; a map may call itself empty while others put in and take out. */
    private final AtomicInteger asides = new AtomicInteger();

    DescriptorTable() {
        blocks.set(0, low);
    }

    /**
     * Null if it is not known.
     *
     * @param number the identity's; -1 for one that is closed
     */
    LiveConnection get(Object identity, int number) {
        AtomicReferenceArray<LiveConnection> block = blockOf(number);
        LiveConnection there = block == null ? null : block.get(placeOf(number));
        if (there != null && (there.get() == identity || there.key().get() == identity)) {
            return there; // nearly always by its own key, without another cache line
        }
        return asides.get() == 0 ? null : aside.get(new DescriptorKey.Sought(identity));
    }

    /** What has the number now; null if nothing that is known, or it was put aside. */
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

    /** What was known by the key; null if nothing was. */
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

    /** 16 references are a cache line of 64 bytes, or two. */
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

    /** Null for what has none. */
    private AtomicReferenceArray<LiveConnection> blockFor(int number) {
        int block = number >>> BLOCK_BITS;
        if (block < BLOCKS && blocks.get(block) == null) {
            blocks.compareAndSet(block, null, new AtomicReferenceArray<LiveConnection>(BLOCK));
        }
        return blockOf(number);
    }

    /** All that are there from beginning to end; one that is put aside meanwhile is maybe met twice. */
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
