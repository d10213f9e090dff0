// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.ports.TimeWaitReadings;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.diagnose.stats.Remotes;
import io.github.lastack.diagnose.stats.StateTimeline;
import io.github.lastack.diagnose.stats.StatesOverTime;
import io.github.lastack.diagnose.stats.Transitions;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.HistoryCollector;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Passes every connection on to all collectors and rules. Connections that are not to be listed are then discarded. */
final class StatisticsCollector implements HistoryCollector {
    private final Blame blame;
    private final Predicate<ConnectionHistory> listed;
    private final List<ConnectionHistory> list = new ArrayList<>();
    private final Map<String, JvmHistory> jvms = new HashMap<>();
    private final List<TimeWaitReadings> readings = new ArrayList<>();
    private final Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
    private final StatesOverTime timeline;
    private final Transitions.Collector transitions = new Transitions.Collector();
    private final Remotes.Collector remotes = new Remotes.Collector();
    private final HalfOpen.Collector halfOpens;
    private final SiteGrouper sites;
    private final int[] openByJvm;
    private int connections;
    private int open;

    StatisticsCollector(
            RecordingInfo recording,
            List<JvmHistory> all,
            Blame blame,
            FrameOrigins origins,
            Predicate<ConnectionHistory> listed) {
        this.blame = blame;
        this.listed = listed;
        this.timeline = new StatesOverTime(recording.start());
        this.halfOpens = new HalfOpen.Collector(blame);
        this.sites = new SiteGrouper(recording, all, blame, origins);
        this.openByJvm = new int[all.size()];
        for (JvmHistory jvm : all) {
            jvms.put(jvm.instance(), jvm);
            readings.add(new TimeWaitReadings(jvm));
        }
    }

    @Override
    public void add(ConnectionHistory connection) {
        JvmHistory jvm = jvms.get(connection.instance());
        boolean lists = listed.test(connection);
        if (lists) {
            list.add(connection);
        }
        if (!connection.closeLost()) {
            states.merge(connection.state(), 1, Integer::sum);
        }
        connections++;
        if (connection.takesDescriptor()) {
            open++;
            openByJvm[jvm.index()]++;
        }
        timeline.add(connection);
        transitions.add(connection);
        remotes.add(connection);
        halfOpens.add(jvm, connection);
        readings.get(jvm.index()).add(connection);
        sites.add(jvm, connection, lists);
    }

    SiteGrouper sites() {
        return sites;
    }

    /** Returns the listed connections in the order of their opening. Must be called after the sites were determined. */
    List<Diagnosis.Connection> listed() {
        return list.stream()
                .sorted(Comparator.comparing(ConnectionHistory::openedAt).thenComparing(ConnectionHistory::id))
                .map(history -> new Diagnosis.Connection(
                        history,
                        blame.of(history.stacks().opened()),
                        blame.of(history.stacks().last()),
                        sites.of(history)))
                .toList();
    }

    TimeWaitReadings readings(JvmHistory jvm) {
        return readings.get(jvm.index());
    }

    Map<TcpState, Integer> states() {
        return states;
    }

    StateTimeline timeline(RecordingInfo recording) {
        return timeline.until(recording.end());
    }

    Transitions transitions() {
        return transitions.finish();
    }

    Remotes remotes() {
        return remotes.finish();
    }

    List<HalfOpen> halfOpens() {
        return halfOpens.mostFirst();
    }

    /** Returns the number of descriptors that one JVM held at the end. */
    int open(JvmHistory jvm) {
        return openByJvm[jvm.index()];
    }

    /** Returns the totals. Must be called after the sites were determined. */
    Diagnosis.Totals totals() {
        return new Diagnosis.Totals(connections, open, sites.closeWaitWithinLimit());
    }
}
