// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.Clue;
import io.github.lastack.diagnose.ports.KernelAdvice;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.ports.TimeWaitIntervals;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.site.Candidate;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteKey;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rule for connections that this side closed first. Each such close leaves a TIME_WAIT. Where a place does so again and
 * again, reuse would have avoided them.
 */
final class TimeWaitRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.SHORT_LIVED_CONNECTIONS, Cause.SERVER_CLOSES_FIRST);

    /**
     * Fewest connections of one place that are in TIME_WAIT at once, and fewest that are avoidable. Smaller numbers do
     * no harm.
     */
    private static final int MIN_CONNECTIONS = 10;

    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    /**
     * Place in the code that closes first, together with the peer.
     *
     * @param peer the remote for a client; the local port for a server, since clients come from anywhere
     */
    private record Place(int jvm, Cause cause, String blame, String peer) {}

    /** TIME_WAITs of one place. */
    private final class Group implements Candidate {
        private final JvmHistory jvm;
        private final SiteKey key;
        private final Map<PortUse.Key, TimeWaitIntervals> own = new LinkedHashMap<>();

        /** TIME_WAITs of connections that another rule has found. They, too, could have been a single connection. */
        private final Map<PortUse.Key, TimeWaitIntervals> foundElsewhere = new LinkedHashMap<>();

        private final List<Finding> few = new ArrayList<>();
        private SiteTally tally;
        private Boolean avoidable;

        private Group(JvmHistory jvm, SiteKey key) {
            this.jvm = jvm;
            this.key = key;
        }

        /**
         * Adds a finding. The tally is not made until there are {@code MIN_CONNECTIONS} findings, since most places
         * have few.
         */
        private void add(Finding finding) {
            if (tally != null) {
                tally.add(jvm, finding);
                return;
            }
            few.add(finding);
            if (few.size() >= MIN_CONNECTIONS) {
                makeTally();
            }
        }

        private SiteTally makeTally() {
            if (tally == null) {
                tally = new SiteTally(recording, key.cause());
                few.forEach(each -> tally.add(jvm, each));
                few.clear();
            }
            return tally;
        }

        /**
         * Returns whether reuse would have avoided these TIME_WAITs. Must be called after all connections have been
         * considered.
         */
        private boolean isAvoidable() {
            if (avoidable == null) {
                List<TimeWaitIntervals> parts = new ArrayList<>(own.values());
                parts.addAll(foundElsewhere.values());
                TimeWaitIntervals all = TimeWaitIntervals.together(parts);
                avoidable = all.size() >= MIN_CONNECTIONS
                        && all.peakWaiting() >= MIN_CONNECTIONS
                        && all.avoidable() >= MIN_CONNECTIONS
                        && all.medianLife().compareTo(SHORT_LIFE) < 0;
            }
            return avoidable;
        }

        @Override
        public SiteKey key() {
            return isAvoidable() ? key : null;
        }
    }

    private final RecordingInfo recording;
    private final Blame blame;
    private final SiteKey.Cache keys;
    private final Map<Place, Group> groups = new LinkedHashMap<>();

    TimeWaitRule(RuleContext context) {
        this.recording = context.recording();
        this.blame = context.blame();
        this.keys = context.keys();
    }

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    /**
     * Considers a connection for its TIME_WAIT. A connection that another rule has a proven finding for only counts as
     * one that reuse may have saved.
     */
    @Override
    public Candidate consider(JvmHistory jvm, ConnectionHistory connection, Finding found) {
        boolean isFound = found != null && found.isProven();
        Instant begun = connection.closedAt() == null
                ? null
                : connection.entered(TcpState.TIME_WAIT).orElse(null);
        if (begun == null) {
            return null;
        }
        boolean client = connection.role() == Role.CLIENT;
        Cause cause = client ? Cause.SHORT_LIVED_CONNECTIONS : Cause.SERVER_CLOSES_FIRST;
        Blame.Blamed blamed = blame.of(jvm, connection, clues(connection));
        String frame = blamed.frame();
        PortUse.Key key = PortUse.Key.of(connection);
        Group group = groups.computeIfAbsent(
                new Place(jvm.index(), cause, frame, key.remote()),
                place -> new Group(jvm, keys.of(cause, connection.role(), frame)));
        put(isFound ? group.foundElsewhere : group.own, key, connection, begun);
        if (isFound) {
            return null;
        }
        group.add(new Finding(cause, connection, blamed, dwell(connection, begun)));
        return group;
    }

    private static void put(
            Map<PortUse.Key, TimeWaitIntervals> by, PortUse.Key key, ConnectionHistory connection, Instant begun) {
        by.computeIfAbsent(key, of -> new TimeWaitIntervals())
                .add(
                        connection.openedAt(),
                        connection.closedAt(),
                        begun,
                        connection.timeWaitEnds(),
                        connection.state() == TcpState.TIME_WAIT);
    }

    /** Adds the places at which reuse would have avoided TIME_WAIT. */
    @Override
    public void finish(SiteTallies sites, Replayed replayed) {
        for (Group group : groups.values()) {
            if (group.isAvoidable() && !group.own.isEmpty()) {
                SiteTally site = sites.of(group.key);
                site.add(group.makeTally());
                group.own.forEach(site::add);
            }
        }
    }

    @Override
    public Detail detail(SiteTally site) {
        List<PortUse> all = PortUse.of(site.jvm(), site.uses());
        return new TimeWaitCost(all, KernelAdvice.of(site.jvm(), all));
    }

    /** Returns what the TIME_WAITs of one JVM take of its ports. */
    List<PortUse> of(JvmHistory jvm) {
        Map<PortUse.Key, List<TimeWaitIntervals>> uses = new LinkedHashMap<>();
        groups.values().stream().filter(group -> group.jvm == jvm).forEach(group -> {
            group.own.forEach((key, waits) ->
                    uses.computeIfAbsent(key, of -> new ArrayList<>()).add(waits));
            group.foundElsewhere.forEach((key, waits) ->
                    uses.computeIfAbsent(key, of -> new ArrayList<>()).add(waits));
        });
        return PortUse.of(jvm, uses);
    }

    private static List<Clue> clues(ConnectionHistory connection) {
        List<Clue> clues = new ArrayList<>();
        if (connection.role() == Role.CLIENT) {
            clues.addAll(Clue.opened(connection));
            clues.add(Clue.closed(connection));
        } else {
            clues.add(Clue.closed(connection));
            clues.add(Clue.endOfStream(connection));
            clues.addAll(Clue.opened(connection));
        }
        return clues;
    }

    /** Returns the time spent in TIME_WAIT so far. */
    private static Duration dwell(ConnectionHistory connection, Instant begun) {
        Instant end = connection.timeWaitEnds();
        return Duration.between(begun, end.isBefore(connection.until()) ? end : connection.until());
    }
}
