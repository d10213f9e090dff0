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
 * Connections that this side opened, used and left: ESTABLISHED, and nobody waits for what the peer may send. A place
 * in the code that opens more and more of them to one remote, and never closes one nor uses one again, leaks them. Each
 * single one could be meant, so only all of a place together are judged; RATIONALE.md has the reasons.
 */
final class UnusedConnectionsRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.UNUSED_AND_GROWING);

    /** As many as that of one place and remote are more than most pools keep. */
    private static final int MIN_OPEN = 20;

    /** As many of these must be unused for as long as the limit, so that their pause is none between two uses. */
    private static final int MIN_UNUSED = 10;

    /** What grows for less than so many limits may be something that starts. */
    private static final int MIN_LIMITS = 2;

    /** The agent notes uses by the second, and the second begins late on a busy machine. */
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(2);

    /**
     * Of the time since the first opening: in the last of these parts a steady growth has as large a part of the
     * openings.
     */
    private static final int PARTS = 3;

    /** A growth that slows down to less than a steady one by so much is ending. */
    private static final int SLOWER = 2;

    /** @param opened the innermost frame of the application in the opening, which is outside of pools */
    private record Place(int jvm, String opened) {}

    /**
     * What one stack says of where a connection was opened.
     *
     * @param application its innermost frame of the application, outside of pools; null if it has none
     */
    private record Way(boolean inPool, String application) {}

    /** One that is left; where it belongs is known at the end. */
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

    /** All that was opened at one place. */
    private static final class Opened {
        private boolean isClosedOrUsedAgain;
        private final Map<String, Group> groups = new LinkedHashMap<>();

        void isHealthy() {
            isClosedOrUsedAgain = true;
            groups.clear();
        }
    }

    /** What is left of one place's connections to one remote. */
    private static final class Group {
        private final JvmHistory jvm;
        private final Place place;
        private final String remote;
        private final List<Instant> opened = new ArrayList<>();
        private final Set<Long> threads = new HashSet<>();
        private final List<Finding> few = new ArrayList<>();
        private SiteTally tally; // null while there are but few
        private int unused;
        private Duration least; // null while all are young
        private Duration most = Duration.ZERO;
        private Verdict verdict = Verdict.NOTHING;

        Group(JvmHistory jvm, Place place, String remote) {
            this.jvm = jvm;
            this.place = place;
            this.remote = remote;
        }

        /** @param thread the number of the thread that used it last; 0 if that has ended */
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

        /** Each living thread may keep one, to use it again or because it waits there. */
        Verdict judge() {
            int nobodys = opened.size() - threads.size();
            int nobodysUnused = unused - threads.size();
            if (nobodys < MIN_OPEN || nobodysUnused < MIN_UNUSED) {
                return Verdict.NOTHING;
            }
            return grows() ? Verdict.GROWS : nobodysUnused >= MIN_OPEN ? Verdict.STANDS : Verdict.NOTHING;
        }

        /** What was opened before the recording tells nothing of how the number grows. */
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

    /** By identity: the reader makes equal stacks one, and a million connections have but a few. */
    private final Map<List<String>, Way> ways = new IdentityHashMap<>();

    /** Remotes to which a connection was closed of which it is not known where it was opened. */
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

    /** Uses are noted by the second in which they were, which may have begun before the opening. */
    private static Span pause(JvmHistory jvm, ConnectionHistory connection) {
        Instant listed = listedAt(jvm);
        Instant used = connection.lastUse().at();
        Instant since = used.isBefore(connection.openedAt()) ? connection.openedAt() : used;
        Duration pause = since.isBefore(listed) ? Duration.between(since, listed) : Duration.ZERO;
        return new Span(listed.minus(pause), listed, pause, pause.compareTo(limit(jvm)) >= 0, false);
    }

    /** What was open then, and how it was used last, is known. */
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
     * Null where no code of the application is known, or a pool has opened it: that knows what it keeps, and how many.
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
            way = new Way(Blame.isInPool(stack), application);
            ways.put(stack, way);
        }
        return way;
    }

    /** So much later than it was opened that it was not the same use. */
    private static boolean isUsedAgain(JvmHistory jvm, ConnectionHistory connection) {
        SocketFact.LastUse use = connection.lastUse();
        return use != null && Duration.between(connection.openedAt(), use.at()).compareTo(limit(jvm)) >= 0;
    }

    /**
     * Whether nobody waits for the peer, for all that is known: what was asked was answered, and no selector tells of
     * more.
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

    /** Only of a recording that could be read to its end is it known what was never closed. */
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

    /** The places at which the number does not grow, most connections first; to be asked after the sites. */
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

    /** Whether the agent has noticed every use and every close. */
    private boolean seesAll(JvmHistory jvm) {
        SocketFact.AgentInfo agent = jvm.agent();
        return agent != null
                && agent.kernelAsked()
                && agent.suppressedErrors() == 0
                && agent.hooks().failed().isEmpty()
                && !agent.options().contains("without=");
    }

    /** Of the closes that were only counted it must be known where all were opened. */
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
