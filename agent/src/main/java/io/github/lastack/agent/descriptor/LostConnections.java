// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections whose channel was collected without a close, by their evidence: nothing else remembers them, and
 * their descriptors stay open. Bounded: beyond {@link #LIMIT} kinds of evidence, further ones are only counted
 * elsewhere. Thread-safe; no other lock is taken inside its monitor.
 */
public final class LostConnections {
    private static final int LIMIT = 1_000;

    private final Map<LeakEvidence, Group> groups = new LinkedHashMap<>();

    /** The lost connections with equal evidence. Immutable. */
    public static final class Group {
        public final LeakEvidence evidence;
        public final int count;
        /** When the first of them has got into its last state, in ms of SteadyClock. */
        public final long sinceMillis;

        Group(LeakEvidence evidence, int count, long sinceMillis) {
            this.evidence = evidence;
            this.count = count;
            this.sinceMillis = sinceMillis;
        }
    }

    synchronized void add(LeakEvidence evidence, long sinceMillis) {
        Group known = groups.get(evidence);
        if (known != null) {
            groups.put(evidence, new Group(evidence, known.count + 1, Math.min(known.sinceMillis, sinceMillis)));
        } else if (groups.size() < LIMIT) {
            groups.put(evidence, new Group(evidence, 1, sinceMillis));
        }
    }

    public synchronized List<Group> groups() {
        return new ArrayList<>(groups.values());
    }
}
