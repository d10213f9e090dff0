// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.site.MostFrequentStack;
import io.github.lastack.diagnose.site.ReportOrder;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stacks that accepted the connections of the ports whose accept queue was full. */
public final class AcceptStacks {
    private record Port(int jvm, int port) {}

    private final Map<Port, MostFrequentStack> stacks = new HashMap<>();

    public AcceptStacks(List<JvmHistory> jvms) {
        for (JvmHistory jvm : jvms) {
            for (ListenerHistory listener : jvm.context().listeners()) {
                if (!AcceptQueueRule.full(listener).isEmpty()) {
                    stacks.put(new Port(jvm.index(), listener.localPort()), new MostFrequentStack());
                }
            }
        }
    }

    public void add(JvmHistory jvm, ConnectionHistory connection) {
        if (!stacks.isEmpty() && connection.role() == Role.SERVER) {
            MostFrequentStack mostFrequent =
                    stacks.get(new Port(jvm.index(), connection.ends().localPort()));
            if (mostFrequent != null) {
                mostFrequent.add(
                        connection.stacks().opened(),
                        new ReportOrder(jvm.index(), connection.openedAt(), connection.id()));
            }
        }
    }

    /** Returns the most frequent stack of the accepts on a port; empty if there were none. */
    public List<String> mostFrequent(JvmHistory jvm, int port) {
        MostFrequentStack mostFrequent = stacks.get(new Port(jvm.index(), port));
        return mostFrequent == null ? List.of() : mostFrequent.most();
    }
}
