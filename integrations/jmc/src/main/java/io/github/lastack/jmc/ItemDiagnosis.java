// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.openjdk.jmc.common.item.IItemCollection;

/**
 * The one diagnosis of JMC's items that all rules share, which run in several threads. Kept for as long as JMC keeps
 * the items.
 */
final class ItemDiagnosis {
    private static final List<ItemDiagnosis> MADE = new ArrayList<>();

    private final WeakReference<IItemCollection> items;
    private final FutureTask<Diagnosis> task;

    private ItemDiagnosis(IItemCollection items) {
        this.items = new WeakReference<>(items);
        this.task = new FutureTask<>(() -> make(items)); // forgets the items once it has run
    }

    /**
     * Returns the diagnosis; a thread that asks while another makes it waits.
     *
     * @throws InputException if there is nothing to diagnose
     */
    static Diagnosis of(IItemCollection items) throws InputException, InterruptedException {
        ItemDiagnosis diagnosis = entry(items);
        diagnosis.task.run();
        try {
            return diagnosis.task.get();
        } catch (ExecutionException e) {
            forget(diagnosis); // the thread may have been interrupted: the next rule tries again
            if (e.getCause() instanceof InputException unusable) {
                throw unusable;
            }
            throw new IllegalStateException(e.getCause().toString(), e.getCause());
        }
    }

    private static Diagnosis make(IItemCollection items) throws InputException {
        return Diagnoser.diagnose(ItemRecording.of(items), List.of(), null, connection -> false, List.of());
    }

    private static ItemDiagnosis entry(IItemCollection items) {
        synchronized (MADE) {
            MADE.removeIf(each -> each.items.refersTo(null));
            for (ItemDiagnosis each : MADE) {
                if (each.items.refersTo(items)) {
                    return each;
                }
            }
            ItemDiagnosis made = new ItemDiagnosis(items);
            MADE.add(made);
            return made;
        }
    }

    private static void forget(ItemDiagnosis diagnosis) {
        synchronized (MADE) {
            MADE.remove(diagnosis);
        }
    }
}
