// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.stack.ClassSources;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.ConnectionRecords;
import io.github.lastack.agent.descriptor.LeakEvidence;
import io.github.lastack.agent.descriptor.LostConnections;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.scan.HolderStacks;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.frame.FrameKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes snapshots of the metrics. A pass over all open descriptors, about 0.3 µs each, and a few µs for each that
 * leaks; the threads that hold such connections, at most {@link HolderStacks#AT_ONCE} a snapshot, are stopped for
 * their stacks.
 *
 * <p>Thread-safe. Must not be called inside a socket operation.
 */
public final class ConnectionMetrics {
    private static final int MOST_LEAKS = 100;
    private static final Comparator<LeakGroup> MOST_FIRST = new Comparator<LeakGroup>() {
        @Override
        public int compare(LeakGroup one, LeakGroup other) {
            int byCount = Integer.compare(other.connections, one.connections);
            return byCount != 0 ? byCount : one.key().compareTo(other.key());
        }
    };

    private final OpenDescriptors descriptors;
    private final ConnectionRecords records;
    private final StackTable stacks;
    private final ClassSources sources;
    private final HolderStacks holders;
    private final LeakRules rules;
    private MetricsSnapshot last; // guarded by this; null before the first

    /**
     * Metrics of all open descriptors.
     *
     * @param limitMillis how long a connection may stay as it is until it counts as leaking, in ms
     */
    public ConnectionMetrics(
            OpenDescriptors descriptors,
            ConnectionRecords records,
            StackTable stacks,
            ClassSources sources,
            HolderStacks holders,
            long limitMillis) {
        this.descriptors = descriptors;
        this.records = records;
        this.stacks = stacks;
        this.sources = sources;
        this.holders = holders;
        this.rules = new LeakRules(limitMillis);
    }

    /**
     * Returns a snapshot.
     *
     * @param maxAgeMillis how old it may be, in ms: the values that one reader asks for belong together
     * @throws Throwable if the stacks of threads cannot be asked for
     */
    public MetricsSnapshot snapshot(long maxAgeMillis) throws Throwable {
        MetricsSnapshot known = last();
        if (known != null && SteadyClock.millis() - known.takenMillis <= maxAgeMillis) {
            return known;
        }
        sources.settle(); // before the monitor, since the agent's own thread may wait for that
        return take(maxAgeMillis);
    }

    private synchronized MetricsSnapshot last() {
        return last;
    }

    private synchronized MetricsSnapshot take(long maxAgeMillis) throws Throwable {
        if (last == null || SteadyClock.millis() - last.takenMillis > maxAgeMillis) {
            last = taken();
        }
        return last;
    }

    private MetricsSnapshot taken() throws Throwable {
        descriptors.expunge();
        descriptors.dropGone();
        ConnectionCount count = new ConnectionCount();
        List<LiveConnection> leaking = new ArrayList<>();
        List<LeakRules.Leak> leaks = new ArrayList<>();
        for (LiveConnection connection : descriptors.all()) {
            count.add(connection);
            LeakRules.Leak leak = rules.of(connection);
            if (leak != null) {
                leaking.add(connection);
                leaks.add(leak);
            }
        }
        long now = SteadyClock.millis();
        Map<String, LeakGroup> groups = new LinkedHashMap<>();
        List<LostConnections.Group> lost = descriptors.lost().groups();
        if (!leaking.isEmpty() || !lost.isEmpty()) {
            LiveBlame blame = new LiveBlame(stacks, judge());
            addOpen(leaking, leaks, blame, now, groups);
            for (LostConnections.Group each : lost) {
                String frame = blame.of(LeakCause.UNREACHABLE, each.evidence, null);
                add(new LeakGroup(LeakCause.UNREACHABLE, frame, each.count, now - each.sinceMillis), groups);
            }
        }
        return snapshot(now, count, new ArrayList<>(groups.values()));
    }

    private MetricsSnapshot snapshot(long now, ConnectionCount count, List<LeakGroup> groups) {
        Collections.sort(groups, MOST_FIRST);
        return new MetricsSnapshot(now, descriptors.totals(), count, groups, MOST_LEAKS);
    }

    private FrameKind.Judge judge() {
        return FrameKind.judge(Collections.singleton(sources.mainClass()), sources.origins());
    }

    /** Adds the open connections that leak; where a thread holds one and was not asked, no frame is named. */
    private void addOpen(
            List<LiveConnection> leaking,
            List<LeakRules.Leak> leaks,
            LiveBlame blame,
            long now,
            Map<String, LeakGroup> groups)
            throws Throwable {
        List<LiveConnection> held = new ArrayList<>();
        for (LiveConnection connection : leaking) {
            if (held.size() < HolderStacks.AT_ONCE && holders.holderOfStuck(connection) != null) {
                held.add(connection);
            }
        }
        List<StackTraceElement[]> heldStacks = holders.of(held);
        for (int i = 0; i < leaking.size(); i++) {
            LiveConnection connection = leaking.get(i);
            LeakRules.Leak leak = leaks.get(i);
            LeakEvidence evidence = records.evidenceOf(connection);
            LeakCause cause = blame.cause(leak.cause, evidence);
            int asked = held.indexOf(connection);
            boolean isNotAsked = asked < 0 && holders.holderOfStuck(connection) != null;
            List<String> holder = asked < 0 ? null : stacks.framesOf(numberOf(heldStacks.get(asked)));
            String frame = isNotAsked ? LiveBlame.UNKNOWN : blame.of(cause, evidence, holder);
            add(new LeakGroup(cause, frame, 1, now - leak.sinceMillis), groups);
        }
    }

    private long numberOf(StackTraceElement[] stack) {
        return stack == null ? 0 : stacks.numberOf(stack);
    }

    private static void add(LeakGroup one, Map<String, LeakGroup> groups) {
        LeakGroup known = groups.get(one.key());
        groups.put(one.key(), known == null ? one : known.with(one.connections, one.oldestMillis));
    }
}
