// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

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
final class DescriptorTable implements Iterable<Tracked> {
    private static final int BLOCK_BITS = 10;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int LINE_BITS = 4;

    /** What has a higher number, a million, is put aside. */
    private static final int BLOCKS = 1 << 10;

    /** The places of neighbours are in different cache lines, since they are often different threads' connections. */
    private final AtomicReferenceArray<AtomicReferenceArray<Tracked>> blocks = new AtomicReferenceArray<>(BLOCKS);

    /** The first block, which is all that many programs need: the shorter the way, the less of it is out of the caches. */
    private final AtomicReferenceArray<Tracked> low = new AtomicReferenceArray<>(BLOCK);

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
    Tracked get(Object identity, int number) {
        AtomicReferenceArray<Tracked> block = blockOf(number);
        Tracked there = block == null ? null : block.get(placeOf(number));
        if (there != null && there.key().get() == identity) {
            return there;
        }
        return asides.get() == 0 ? null : aside.get(new DescriptorKey.Sought(identity));
    }

    void put(Tracked connection) {
        int number = connection.key().number();
        AtomicReferenceArray<Tracked> block = blockFor(number);
        if (block == null) {
            putAside(liveOf(connection));
            return;
        }
        int place = placeOf(number);
        while (true) {
            Tracked before = block.get(place);
            LiveConnection outlived = before == null || before == connection ? null : outlived(before);
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

    /** The live connection in the place of what is none any more. */
    void replace(PassingConnection was, LiveConnection is) {
        AtomicReferenceArray<Tracked> block = blockOf(was.number());
        if (block != null) {
            block.compareAndSet(placeOf(was.number()), was, is); // if not, it was removed meanwhile, or put aside
        }
    }

    private static LiveConnection liveOf(Tracked connection) {
        return connection instanceof PassingConnection
                ? ((PassingConnection) connection).becomesLive()
                : (LiveConnection) connection;
    }

    /** What is to be put aside, since its close was not heard of; null for what was in passing, and is counted as closed. */
    private static LiveConnection outlived(Tracked before) {
        return before instanceof PassingConnection
                ? ((PassingConnection) before).isSucceeded()
                : (LiveConnection) before;
    }

    private void putAside(LiveConnection connection) {
        connection.key().hashes();
        asides.incrementAndGet();
        if (aside.put(connection.key(), connection) != null) {
            asides.decrementAndGet();
        }
    }

    void remove(Tracked connection) {
        remove(connection.key());
    }

    /** What was known by the key; null if nothing was. */
    Tracked remove(DescriptorKey key) {
        AtomicReferenceArray<Tracked> block = blockOf(key.number());
        int place = placeOf(key.number());
        Tracked there = block == null ? null : block.get(place);
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

    private AtomicReferenceArray<Tracked> blockOf(int number) {
        int block = number >>> BLOCK_BITS;
        if (block == 0) {
            return low;
        }
        return block < BLOCKS ? blocks.get(block) : null;
    }

    /** Null for what has none. */
    private AtomicReferenceArray<Tracked> blockFor(int number) {
        int block = number >>> BLOCK_BITS;
        if (block < BLOCKS && blocks.get(block) == null) {
            blocks.compareAndSet(block, null, new AtomicReferenceArray<Tracked>(BLOCK));
        }
        return blockOf(number);
    }

    /** All that are there from beginning to end; one that is put aside meanwhile is maybe met twice. */
    @Override
    public Iterator<Tracked> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<Tracked> {
        private int number;
        private Iterator<LiveConnection> rest; // null while there may be more by number
        private Tracked next = advance();

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Tracked next() {
            Tracked here = next;
            if (here == null) {
                throw new NoSuchElementException();
            }
            next = advance();
            return here;
        }

        private Tracked advance() {
            while (number < BLOCKS * BLOCK) {
                AtomicReferenceArray<Tracked> block = blockOf(number);
                Tracked there = block == null ? null : block.get(placeOf(number));
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
