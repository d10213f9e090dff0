// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.scenario;

import io.github.lastack.facts.source.Recording;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmContext;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.Tally;
import io.github.lastack.replay.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a replay tells of one JVM, with all its connections in the order of their opening. */
public record Replayed(JvmHistory jvm, List<ConnectionHistory> connections, Tally tally) {
    public static List<Replayed> of(List<Recording.Jvm> jvms) {
        return of(jvms, null);
    }

    public static List<Replayed> of(List<Recording.Jvm> jvms, Duration timeWait) {
        Replay replay = new Replay(jvms, timeWait);
        List<ConnectionHistory> all = new ArrayList<>();
        Tally tally = replay.tell(List.of(all::add));
        all.sort(Comparator.comparing(ConnectionHistory::openedAt).thenComparing(ConnectionHistory::id));
        return replay.jvms().stream()
                .map(jvm -> new Replayed(
                        jvm,
                        all.stream()
                                .filter(each -> each.instance().equals(jvm.instance()))
                                .toList(),
                        tally))
                .toList();
    }

    public JvmContext context() {
        return jvm.context();
    }

    public int closesLost() {
        return tally.closesLost();
    }

    public int contradictions() {
        return tally.contradictions();
    }

    public int unknownOpenings() {
        return tally.unknownOpenings();
    }
}
