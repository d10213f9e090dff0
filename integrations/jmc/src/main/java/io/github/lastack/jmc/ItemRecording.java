// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.facts.source.EventRecording;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.facts.source.Recording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.IRange;

/** Makes a recording, as the command line reads one, of the items that JMC has read. */
final class ItemRecording {
    private ItemRecording() {}

    /** @throws InputException if there is no event of the agent, or events of several JVMs */
    static Recording of(IItemCollection items) throws InputException {
        List<ItemEvent> events = new ArrayList<>();
        ItemStacks stacks = new ItemStacks();
        for (IItemIterable ofOneType : items) {
            ItemType type = ItemType.of(ofOneType.getType());
            if (type != null) {
                for (IItem item : ofOneType) {
                    events.add(new ItemEvent(type, item, stacks));
                }
            }
        }
        return EventRecording.of(events, start(items, events), end(items));
    }

    private static Instant start(IItemCollection items, List<ItemEvent> events) {
        return chunks(items).stream()
                .map(chunk -> ItemEvent.instant(chunk.getStart()))
                .min(Comparator.naturalOrder())
                .orElseGet(() -> events.stream()
                        .map(ItemEvent::start)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH));
    }

    /** Null if it is not known. */
    private static Instant end(IItemCollection items) {
        return chunks(items).stream()
                .map(chunk -> ItemEvent.instant(chunk.getEnd()))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** JMC means to move this elsewhere; nothing in the events says when the recording began and ended. */
    @SuppressWarnings("deprecation")
    private static Set<IRange<IQuantity>> chunks(IItemCollection items) {
        return items.getUnfilteredTimeRanges();
    }
}
