// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.blame.Reason;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.Candidate;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.Onset;
import io.github.lastack.diagnose.site.SiteKey;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.diagnose.site.Span;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.frame.TaskFrames;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.Tally;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rule for connections that this side opened, used and left: they are ESTABLISHED, and nothing waits for what the peer
 * may send. A place in the code leaks such connections if it opens more and more of them to one remote, and never
 * closes one nor uses one again. A single connection may be intended, so only all connections of a place are judged
 * together. RATIONALE.md has the reasons.
 */
final class UnusedConnectionsRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.UNUSED_AND_GROWING);

    /** Fewest connections of one place and remote for a finding. That is more than most pools keep. */
    private static final int MIN_OPEN = 20;

    /** Fewest connections that must be unused for as long as the limit. This rules out a pause between two uses. */
    private static final int MIN_UNUSED = 10;

    /** Shortest time of growth, in limits. Shorter growth may be a start-up. */
    private static final int MIN_LIMITS = 2;

    /** Shortest limit. The agent notes uses by the second, and the second begins late on a busy machine. */
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(2);

    /**
     * Number of parts of the time since the first opening. With steady growth, each part has the same share of the
     * openings. The last part is checked.
     */
    private static final int PARTS = 3;

    /** Factor by which growth may be slower than steady growth. Growth that is slower still is ending. */
    private static final int SLOWER = 2;

    /**
     * Place in the code of one JVM that opens connections.
     *
     * @param opened the innermost frame of the application in the opening, outside of pools
     */
    private record Place(int jvm, String opened) {}

    /**
     * Origin of a connection, as one stack shows it.
     *
     * @param application the innermost frame of the application, outside of pools; null if there is none
     */
    private record Way(boolean inPool, String application) {}

    /** Connection that was left. The site that it belongs to is known at the end. */
    private static final class Left implements Candidate {
        private final SiteKey key;
        private final Group group;

        private Left(SiteKey key, Group group) {
            this.key = key;
            this.group = group;
        }

        @Override
        public SiteKey key() {
            return group.verdict == Verdict.GROWS ? key : null;
        }
    }

    private enum Verdict {
        NOTHING,
        STANDS,
        GROWS
    }

    /** Connections that were opened at one place. */
    private static final class Opened {
        private boolean isClosedOrUsedAgain;
        private final Map<String, Group> groups = new LinkedHashMap<>();

        void isHealthy() {
            isClosedOrUsedAgain = true;
            groups.clear();
        }
    }

    /** Connections of one place to one remote that were left. */
    private static final class Group {
        private final JvmHistory jvm;
        private final Place place;
        private final String remote;
        private final List<Instant> opened = new ArrayList<>();
        private final Set<Long> threads = new HashSet<>();
        private final List<Finding> few = new ArrayList<>();
        private SiteTally tally; // null while there are only a few
        private int unused;
        private Duration least; // null while all connections are young
        private Duration most = Duration.ZERO;
        private Verdict verdict = Verdict.NOTHING;

        Group(JvmHistory jvm, Place place, String remote) {
            this.jvm = jvm;
            this.place = place;
            this.remote = remote;
        }

        /**
         * Adds a connection that was left.
         *
         * @param thread the number of the thread that used the connection last; 0 if that thread has ended
         */
        void add(RecordingInfo recording, Finding finding, long thread) {
            opened.add(finding.subject().openedAt());
            if (thread != 0) {
                threads.add(thread);
            }
            if (finding.isProven()) {
                Duration pause = finding.span().inState();
                unused++;
                least = least == null || pause.compareTo(least) < 0 ? pause : least;
                most = pause.compareTo(most) > 0 ? pause : most;
            }
            few.add(finding);
            if (tally != null || few.size() >= MIN_OPEN) {
                tally = tally == null ? new SiteTally(recording, finding.cause()) : tally;
                few.forEach(each -> tally.add(jvm, each));
                few.clear();
            }
        }

        /**
         * Judges the connections of this group. Each living thread may keep one, to use it again or because the thread
         * waits there.
         */
        Verdict judge() {
            int nobodys = opened.size() - threads.size();
            int nobodysUnused = unused - threads.size();
            if (nobodys < MIN_OPEN || nobodysUnused < MIN_UNUSED) {
                return Verdict.NOTHING;
            }
            return grows() ? Verdict.GROWS : nobodysUnused >= MIN_OPEN ? Verdict.STANDS : Verdict.NOTHING;
        }

        /**
         * Returns whether the number of connections goes on growing. Openings before the recording are ignored, since
         * they do not show how the number grows.
         */
        private boolean grows() {
            Instant end = listedAt(jvm);
            List<Instant> during = new ArrayList<>(opened);
            during.removeIf(each -> each.isBefore(jvm.start()));
            Collections.sort(during);
            if (during.size() < MIN_UNUSED) {
                return false;
            }
            Instant first = during.get(0);
            Instant newest = during.get(during.size() - 1);
            boolean forLong =
                    Duration.between(first, newest).compareTo(limit(jvm).multipliedBy(MIN_LIMITS)) >= 0;
            Instant lastPart = end.minus(Duration.between(first, end).dividedBy(PARTS));
            long late = during.stream().filter(each -> each.isAfter(lastPart)).count();
            boolean isSteady = late * PARTS * SLOWER >= during.size();
            return forLong && isSteady && new Onset.Arrivals(during.size(), first, newest, end).goOn();
        }
    }

    private final RecordingInfo recording;
    private final List<JvmHistory> jvms;
    private final Blame blame;
    private final SiteKey.Cache keys;
    private final Map<Place, Opened> places = new LinkedHashMap<>();

    /**
     * Origins by the identity of a stack. The reader makes equal stacks one list, and a million connections have only a
     * few stacks.
     */
    private final Map<List<String>, Way> ways = new IdentityHashMap<>();

    /** Remotes of closed connections for which the place of opening is not known. */
    private final Set<String> closedToo = new HashSet<>();

    UnusedConnectionsRule(RuleContext context) {
        this.recording = context.recording();
        this.jvms = context.jvms();
        this.blame = context.blame();
        this.keys = context.keys();
    }

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    private static Duration limit(JvmHistory jvm) {
        Duration limit = jvm.closeWaitLimit();
        return limit.compareTo(SHORTEST_LIMIT) < 0 ? SHORTEST_LIMIT : limit;
    }

    /**
     * Returns the time from the last use to the agent's list. Uses are noted by the second in which they were, which
     * may have begun before the opening.
     */
    private static Span pause(JvmHistory jvm, ConnectionHistory connection) {
        Instant listed = listedAt(jvm);
        Instant used = connection.lastUse().at();
        Instant since = used.isBefore(connection.openedAt()) ? connection.openedAt() : used;
        Duration pause = since.isBefore(listed) ? Duration.between(since, listed) : Duration.ZERO;
        return new Span(listed.minus(pause), listed, pause, pause.compareTo(limit(jvm)) >= 0, false);
    }

    /** Returns the moment for which it is known what was open and how it was used last. */
    private static Instant listedAt(JvmHistory jvm) {
        return jvm.agent() == null ? jvm.start() : jvm.agent().at();
    }

    @Override
    public Candidate consider(JvmHistory jvm, ConnectionHistory connection, Finding found) {
        if (connection.role() != Role.CLIENT || !connection.wasConnected()) {
            return null;
        }
        String frame = place(connection.stacks());
        boolean isClosed = !connection.isOpen() || connection.closeLost() || connection.isCollected();
        if (frame == null) {
            if (isClosed) {
                closedToo.add(connection.remote());
            }
            return null;
        }
        Place place = new Place(jvm.index(), frame);
        Opened opened = places.computeIfAbsent(place, each -> new Opened());
        if (isClosed || isUsedAgain(jvm, connection)) {
            opened.isHealthy();
        }
        if (opened.isClosedOrUsedAgain || found != null || !isLeft(connection)) {
            return null;
        }
        Group group = opened.groups.computeIfAbsent(connection.remote(), to -> new Group(jvm, place, to));
        Span pause = pause(jvm, connection);
        Blame.Blamed blamed = new Blame.Blamed(frame, Reason.OPENED);
        Finding finding = new Finding(Cause.UNUSED_AND_GROWING, connection, blamed, pause);
        group.add(recording, finding, connection.lastUse().awaiting().thread());
        return new Left(keys.of(finding.cause(), finding.role(), frame), group);
    }

    /**
     * Returns the application's frame that opened a connection. Returns null if no code of the application is known, or
     * if a pool opened the connection: a pool knows which connections it keeps, and how many.
     */
    private String place(ConnectionHistory.Stacks stacks) {
        Way opened = way(stacks.opened());
        Way made = way(stacks.made());
        if (opened.inPool() || made.inPool()) {
            return null;
        }
        return opened.application() == null ? made.application() : opened.application();
    }

    private Way way(List<String> stack) {
        Way way = ways.get(stack);
        if (way == null) {
            String application = blame.applications(stack).stream()
                    .limit(1)
                    .filter(blame::isApplication)
                    .findFirst()
                    .orElse(null);
            way = new Way(TaskFrames.isInPool(stack), application);
            ways.put(stack, way);
        }
        return way;
    }

    /** Returns whether the last use is so much later than the opening that it was another use. */
    private static boolean isUsedAgain(JvmHistory jvm, ConnectionHistory connection) {
        SocketFact.LastUse use = connection.lastUse();
        return use != null && Duration.between(connection.openedAt(), use.at()).compareTo(limit(jvm)) >= 0;
    }

    /**
     * Returns whether, as far as is known, nothing waits for the peer: every request was answered, and no selector has
     * the connection registered.
     */
    private static boolean isLeft(ConnectionHistory connection) {
        SocketFact.LastUse use = connection.lastUse();
        return connection.state() == TcpState.ESTABLISHED
                && connection.holdsDescriptor()
                && connection.listed()
                && connection.errorAt() == null
                && connection.unreadSince() == null
                && connection.ends().hasAddress()
                && use != null
                && !use.writing()
                && use.awaiting() != null
                && !use.awaiting().registered();
    }

    /**
     * Adds the places at which the number of connections grows. Requires a recording that could be read to its end,
     * since otherwise it is not known what was never closed.
     */
    @Override
    public void finish(SiteTallies sites, Replayed replayed) {
        if (!replayed.isWhole()) {
            return;
        }
        Tally tally = replayed.tally();
        places.forEach((place, opened) -> {
            JvmHistory jvm = jvms.get(place.jvm());
            if (tally.closesLost() > 0 || !seesAll(jvm) || isClosedAmongMany(jvm, place.opened())) {
                opened.isHealthy();
            }
            opened.groups.keySet().removeAll(closedToo);
            opened.groups.keySet().removeAll(tally.closedTo());
            for (Group group : opened.groups.values()) {
                group.verdict = group.judge();
                if (group.verdict == Verdict.GROWS) {
                    SiteKey key = keys.of(Cause.UNUSED_AND_GROWING, Role.CLIENT, place.opened());
                    sites.of(key).add(group.tally);
                }
            }
        });
    }

    /**
     * Returns a note on each place at which the number of connections does not grow, most connections first. Must be
     * called after {@link #finish}.
     */
    @Override
    public List<String> notes(FrameOrigins origins) {
        return places.values().stream()
                .flatMap(opened -> opened.groups.values().stream())
                .filter(group -> group.verdict == Verdict.STANDS)
                .sorted(Comparator.comparingInt((Group group) -> group.unused)
                        .reversed()
                        .thenComparing(group -> group.remote))
                .map(group -> NoteText.ofUnused(
                        group.unused, group.remote, origins.shown(group.place.opened()), group.least, group.most))
                .toList();
    }

    /** Returns whether the agent has noticed every use and every close. */
    private boolean seesAll(JvmHistory jvm) {
        SocketFact.AgentInfo agent = jvm.agent();
        return agent != null
                && agent.kernelAsked()
                && agent.suppressedErrors() == 0
                && agent.hooks().failed().isEmpty()
                && !agent.options().contains("without=");
    }

    /**
     * Returns whether a connection opened at {@code place} may be among the aggregated closes. To rule that out, it
     * must be known where all of them were opened.
     */
    private boolean isClosedAmongMany(JvmHistory jvm, String place) {
        for (CountedOpenings counted : jvm.context().counted()) {
            boolean mayBeOfHere = counted.estimated() > 0
                    || blame.applications(counted.stack()).stream().limit(1).anyMatch(place::equals);
            if (counted.role() == Role.CLIENT && counted.closed() > 0 && mayBeOfHere) {
                return true;
            }
        }
        return false;
    }
}
