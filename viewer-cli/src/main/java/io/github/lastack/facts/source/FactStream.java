// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.SocketFact;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The facts of several JVMs in the order of time, read by one thread and consumed by another. */
public final class FactStream {
    private static final int BATCH = 512;
    private static final int BATCHES = 16;

    public interface Hearer {
        void on(int jvm, SocketFact fact);
    }

    /** @param problem why reading ended early; null otherwise */
    private record Batch(SocketFact[] facts, int[] jvms, int size, boolean last, Throwable problem) {}

    private final List<Iterator<SocketFact>> sources = new ArrayList<>();
    private final SocketFact[] heads;
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(BATCHES);

    private FactStream(List<Recording.Jvm> jvms) {
        heads = new SocketFact[jvms.size()];
        for (Recording.Jvm jvm : jvms) {
            sources.add(jvm.facts().iterator());
            advance(sources.size() - 1);
        }
    }

    public static void read(List<Recording.Jvm> jvms, Hearer hearer) {
        FactStream stream = new FactStream(jvms);
        Thread reader = new Thread(stream::fill, "lastack-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            stream.drain(hearer);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while reading", e);
        } finally {
            reader.interrupt();
        }
    }

    private void advance(int jvm) {
        Iterator<SocketFact> source = sources.get(jvm);
        heads[jvm] = source.hasNext() ? source.next() : null;
    }

    private int oldest() {
        int oldest = -1;
        for (int i = 0; i < heads.length; i++) {
            boolean older = heads[i] != null && (oldest < 0 || heads[i].at().isBefore(heads[oldest].at()));
            oldest = older ? i : oldest;
        }
        return oldest;
    }

    private void fill() {
        try {
            boolean last = false;
            while (!last) {
                Batch batch = batch();
                last = batch.last();
                queue.put(batch);
            }
        } catch (InterruptedException e) {
            // nobody hears any more
        }
    }

    private Batch batch() {
        SocketFact[] facts = new SocketFact[BATCH];
        int[] jvms = new int[BATCH];
        int size = 0;
        try {
            while (size < BATCH) {
                int jvm = oldest();
                if (jvm < 0) {
                    return new Batch(facts, jvms, size, true, null);
                }
                facts[size] = heads[jvm];
                jvms[size++] = jvm;
                advance(jvm);
            }
            return new Batch(facts, jvms, size, false, null);
        } catch (RuntimeException | Error e) {
            return new Batch(facts, jvms, size, true, e);
        }
    }

    private void drain(Hearer hearer) throws InterruptedException {
        Batch batch;
        do {
            batch = queue.take();
            for (int i = 0; i < batch.size(); i++) {
                hearer.on(batch.jvms()[i], batch.facts()[i]);
            }
            if (batch.problem() instanceof Error error) {
                throw error;
            }
            if (batch.problem() instanceof RuntimeException problem) {
                throw problem;
            }
        } while (!batch.last());
    }
}
