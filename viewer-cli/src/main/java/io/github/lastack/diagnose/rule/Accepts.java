// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.site.Rank;
import io.github.lastack.diagnose.site.Usual;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the connections were accepted of those ports whose accept queue was full. */
public final class Accepts {
    private record Port(int jvm, int port) {}

    private final Map<Port, Usual> stacks = new HashMap<>();

    public Accepts(List<JvmHistory> jvms) {
        for (JvmHistory jvm : jvms) {
            for (ListenerHistory listener : jvm.around().listeners()) {
                if (!AcceptQueueRule.full(listener).isEmpty()) {
                    stacks.put(new Port(jvm.index(), listener.localPort()), new Usual());
                }
            }
        }
    }

    public void add(JvmHistory jvm, ConnectionHistory connection) {
        if (!stacks.isEmpty() && connection.role() == Role.SERVER) {
            Usual usual = stacks.get(new Port(jvm.index(), connection.ends().localPort()));
            if (usual != null) {
                usual.add(connection.stacks().opened(), new Rank(jvm.index(), connection.openedAt(), connection.id()));
            }
        }
    }

    /** The most frequent stack of the accepts there; empty if there were none. */
    public List<String> usual(JvmHistory jvm, int port) {
        Usual usual = stacks.get(new Port(jvm.index(), port));
        return usual == null ? List.of() : usual.most();
    }
}
