// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.advice.Advice;
import io.github.lastack.diagnose.advice.SiteEvidence;
import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.BlameReasons;
import io.github.lastack.diagnose.blame.Reason;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.ports.TimeWaitIntervals;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.Dropped;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.problem.Vanished;
import io.github.lastack.diagnose.profile.Dwell;
import io.github.lastack.diagnose.profile.SiteProfile;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.BindFailure;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.history.Subject;
import io.github.lastack.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums of one site, added up finding by finding, in any order. None of the connections themselves is kept. */
public final class SiteTally {
    private static final double MILLIS = 1000.0;

    private final RecordingInfo recording;
    private final Cause cause;
    private final MostFrequentStack made = new MostFrequentStack();
    private final MostFrequentStack opened = new MostFrequentStack();
    private final MostFrequentStack endOfStream = new MostFrequentStack();
    private final MostFrequentStack shutDown = new MostFrequentStack();
    private final MostFrequentStack lastUsed = new MostFrequentStack();
    private final MostFrequentStack lastWritten = new MostFrequentStack();
    private final MostFrequentStack closed = new MostFrequentStack();
    private final RemoteTally remotes = new RemoteTally();
    private final Map<Integer, Integer> localPorts = new HashMap<>();
    private final Dwell.Collector dwell = new Dwell.Collector();
    private final Held.Collector held = new Held.Collector();
    private final SiteProfile.Collector profile;
    private final Map<Reason, Integer> grounds = new EnumMap<>(Reason.class);
    private final List<BindFailure> binds = new ArrayList<>();
    private final List<ListenerHistory> listeners = new ArrayList<>();
    private final Map<PortUse.Key, List<TimeWaitIntervals>> uses = new LinkedHashMap<>();
    private final Vanished.Collector vanished = new Vanished.Collector();
    private JvmHistory jvm;
    private Role role;
    private ReportOrder first;
    private String blame;
    private Duration lag = Duration.ZERO;
    private int weight;
    private int proven;
    private int lost;
    private int looked;
    private int neverRead;
    private int unread;
    private int gaveUp;
    private long duringRecording;
    private boolean bound;
    private Instant oldest = Instant.MAX;
    private Instant newest = Instant.MIN;
    private Instant begun = Instant.MAX;
    private Instant newestBegun = Instant.MIN;

    public SiteTally(RecordingInfo recording, Cause cause) {
        this.recording = recording;
        this.cause = cause;
        this.profile = new SiteProfile.Collector(recording.start(), cause.problem());
    }

    public void add(JvmHistory of, Finding finding) {
        Subject subject = finding.subject();
        ReportOrder rank = new ReportOrder(of.index(), subject.openedAt(), finding.id());
        role = finding.role();
        weight += finding.weight();
        grounds.merge(finding.reason(), 1, Integer::sum);
        if (finding.reason() == Reason.EARLIER_USE) {
            lag = longer(lag, lagOf(subject));
        }
        begins(of, rank, finding.blame());
        ConnectionHistory.Stacks stacks = subject.stacks();
        made.add(stacks.made(), rank);
        opened.add(stacks.opened(), rank);
        endOfStream.add(stacks.endOfStream(), rank);
        shutDown.add(stacks.shutDown(), rank);
        lastUsed.add(stacks.lastUsed(), rank);
        lastWritten.add(stacks.lastWritten(), rank);
        closed.add(stacks.closed(), rank);
        dwell.add(finding.span().inState());
        held.add(finding);
        profile.add(subject, finding.span().inState());
        oldest = earlier(oldest, subject.openedAt());
        newest = later(newest, subject.openedAt());
        if (finding.isProven()) {
            begins(finding.span());
        }
        if (subject instanceof ConnectionHistory connection) {
            bound |= of.context().bound().contains(connection.id());
            remotes.add(connection);
            lost += connection.isCollected() && connection.holdsDescriptor() ? 1 : 0;
            vanished.add(connection);
            looked++;
            neverRead += connection.neverRead() ? 1 : 0;
            unread += connection.unreadSince() == null ? 0 : 1;
            gaveUp += connection.hasGivenUp() ? 1 : 0;
            if (role == Role.SERVER) {
                localPorts.merge(connection.ends().localPort(), 1, Integer::sum);
            }
        } else if (subject instanceof BindFailure bind) {
            binds.add(bind);
        } else if (subject instanceof ListenerHistory listener) {
            listeners.add(listener);
        }
    }

    /**
     * Counts a proven problem. A problem that began before the recording, or before the agent was attached, says
     * nothing about how fast more arrive.
     */
    private void begins(Span span) {
        proven++;
        duringRecording += span.atLeast() || span.since().isBefore(recording.start()) ? 0 : 1;
        begun = earlier(begun, span.since());
        newestBegun = later(newestBegun, span.since());
    }

    /**
     * Keeps the first JVM in which the site was found, whose kernel is the one reported, and the frame of the first
     * finding.
     */
    private void begins(JvmHistory of, ReportOrder rank, String frame) {
        jvm = jvm == null || of.index() < jvm.index() ? of : jvm;
        if (first == null || rank.compareTo(first) < 0) {
            first = rank;
            blame = frame;
        }
    }

    private static Duration lagOf(Subject subject) {
        SocketFact.LastUse use = subject instanceof ConnectionHistory history ? history.lastUse() : null;
        return use == null ? Duration.ZERO : use.lag();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Sets the frame to blame, whatever the findings blame. */
    public void isBlamedOn(String frame) {
        blame = frame;
    }

    /** Adds TIME_WAITs of the site. */
    public void add(PortUse.Key key, TimeWaitIntervals wait) {
        uses.computeIfAbsent(key, of -> new ArrayList<>()).add(wait);
    }

    /** Adds the findings of the same site at another remote. */
    public void add(SiteTally other) {
        role = other.role;
        weight += other.weight;
        proven += other.proven;
        lag = longer(lag, other.lag);
        other.grounds.forEach((reason, count) -> grounds.merge(reason, count, Integer::sum));
        begins(other.jvm, other.first, other.blame);
        made.add(other.made);
        opened.add(other.opened);
        endOfStream.add(other.endOfStream);
        shutDown.add(other.shutDown);
        lastUsed.add(other.lastUsed);
        lastWritten.add(other.lastWritten);
        closed.add(other.closed);
        dwell.add(other.dwell);
        profile.add(other.profile);
        duringRecording += other.duringRecording;
        oldest = earlier(oldest, other.oldest);
        newest = later(newest, other.newest);
        begun = earlier(begun, other.begun);
        newestBegun = later(newestBegun, other.newestBegun);
        held.add(other.held);
        lost += other.lost;
        vanished.add(other.vanished);
        looked += other.looked;
        neverRead += other.neverRead;
        unread += other.unread;
        gaveUp += other.gaveUp;
        remotes.add(other.remotes);
        other.localPorts.forEach((port, count) -> localPorts.merge(port, count, Integer::sum));
    }

    public LeakSite site(SiteKey key, SiteContext evidences) {
        Detail detail = evidences.detail(this);
        Held stood = held.finish();
        SiteEvidence evidence = evidence(evidences);
        boolean isBeforeAgent = stood.beforeAgent() > 0 && stood.beforeAgent() == weight;
        return new LeakSite(
                new LeakSite.Identity(cause, role, blame, key.fingerprint()),
                new LeakSite.Extent(weight, stood, dwell.finish(), onset(), ratePerSecond()),
                new ConnectionHistory.Stacks(
                        maker(),
                        opened.most(),
                        endOfStream.most(),
                        shutDown.most(),
                        lastUsed.most(),
                        lastWritten.most(),
                        closed.most()),
                new LeakSite.Peers(remotes.mostFirst(), localPorts()),
                new LeakSite.Explanation(
                        Advice.because(cause, detail, evidence, isBeforeAgent),
                        isBeforeAgent && blame.equals(Blame.UNKNOWN)
                                ? Advice.forStrangers(cause)
                                : Advice.of(
                                        cause, detail, evidence, jvm.context().settings()),
                        detail,
                        new BlameReasons(grounds, lag)),
                profile.finish(recording.end()),
                evidences.origins());
    }

    private SiteEvidence evidence(SiteContext evidences) {
        return new SiteEvidence(
                role,
                grounds.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(Reason.NONE),
                new SiteEvidence.Parts(
                        evidences.part(opened.most()), evidences.part(lastUsed.most()), evidences.part(closed.most())),
                new SiteEvidence.Counts(looked, neverRead, unread, gaveUp));
    }

    private List<LeakSite.LocalPort> localPorts() {
        return localPorts.entrySet().stream()
                .map(each -> new LeakSite.LocalPort(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingInt(LeakSite.LocalPort::connections)
                        .reversed()
                        .thenComparing(LeakSite.LocalPort::port))
                .toList();
    }

    /**
     * Returns the stack that made the channel if that stack contains the blamed frame and the stack of the opening does
     * not; empty otherwise.
     */
    private List<String> maker() {
        return made.most().contains(blame) && !opened.most().contains(blame) ? made.most() : List.of();
    }

    private Onset onset() {
        return Onset.of(
                oldest,
                newest,
                new Onset.Arrivals(proven, begun, newestBegun, jvm.end().minus(unprovable())));
    }

    /**
     * Returns how many connections came to have the problem a second, over the time in which a problem that began could
     * become a finding.
     */
    private double ratePerSecond() {
        double millis = recording.duration().minus(unprovable()).toMillis();
        return millis <= 0 ? 0 : duringRecording * MILLIS / millis;
    }

    /** Returns how long before the end of the recording a problem must begin to be found. */
    private Duration unprovable() {
        boolean mustLast = cause.problem().mustLast() && cause != Cause.UNREACHABLE;
        return mustLast ? jvm.closeWaitLimit() : Duration.ZERO;
    }

    /** Returns how many of the site's connections are in CLOSE_WAIT for less than the limit. */
    public int youngInCloseWait() {
        return held.youngInCloseWait();
    }

    public Cause cause() {
        return cause;
    }

    /** Returns the first JVM in which the site was found. */
    public JvmHistory jvm() {
        return jvm;
    }

    /** Returns the site's failed binds; empty for other problems. */
    public List<BindFailure> binds() {
        return binds;
    }

    /** Returns the site's listeners; empty for problems of connections. */
    public List<ListenerHistory> listeners() {
        return listeners;
    }

    /** Returns the site's TIME_WAITs by remote or port. */
    public Map<PortUse.Key, List<TimeWaitIntervals>> uses() {
        return uses;
    }

    /** Returns the remotes of the site's connections, most connections first. */
    public List<RemoteCount> remotes() {
        return remotes.mostFirst();
    }

    /** Returns when the first of the site's connections was opened. */
    public Instant oldest() {
        return oldest;
    }

    /** Returns whether one of the site's connections was bound to a local address before it connected. */
    public boolean bound() {
        return bound;
    }

    /** Returns what became of the connections whose peer does not answer. */
    public Vanished vanished() {
        return vanished.finish(jvm.context().settings());
    }

    /** Returns how many connections were collected with their descriptor open, and how many without. */
    public Dropped dropped() {
        return new Dropped(weight - lost, lost);
    }
}
