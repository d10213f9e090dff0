// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.SocketFact.Ends;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmContext;
import io.github.lastack.history.SocketError;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpSignal;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One connection while its facts are replayed. States come from the machine of its {@link StateTracer} and from
 * nowhere else.
 *
 * <p>Two threads may record facts about one connection at nearly the same time, so their order is right only to some
 * microseconds: the opening is always taken first.
 */
final class ConnectionReplay {
    private final Recording.Jvm jvm;
    private final long id;
    private final PeerEvidence mirror;
    private final Map<Long, List<String>> sites;
    private final Callers callers;
    private final JvmContext context;

    private final StateTracer trace = new StateTracer();
    private Ends ends;
    private Instant openedAt;
    private boolean beforeAgent;
    private boolean foundOver;
    private List<String> made = List.of();
    private List<String> opened = List.of();
    private List<String> endOfStream = List.of();
    private List<String> shutDown = List.of();
    private List<String> lastUsed = List.of();
    private List<String> lastWritten = List.of();
    private List<String> closed = List.of();
    private Instant endOfStreamAt;
    private Instant shutDownAt;
    private Instant lastUsedAt;
    private SocketFact.LastUse lastUse;
    private SocketFact.Held holder;
    private boolean endOfStreamSeen;
    private boolean halfClosed;
    private Instant errorAt;
    private Instant closedAt;
    private boolean unreadData;
    private Instant unreadSince;
    private boolean neverRead;
    private Instant collectedAt;
    private boolean connectFailed;
    private Teardown teardown;
    private List<Instant> reuses = List.of();
    private String attached = "";
    private Instant openingReturned = Instant.MIN;
    private Instant hangsSince = Instant.MAX;
    private ConnectionHistory.Unanswered unanswered;
    private SocketError error;
    private Boolean keepAlive;
    private Duration connectTimeout;

    /** @param mirror what was recorded of the other end; null if nothing was */
    ConnectionReplay(
            Recording.Jvm jvm,
            long id,
            PeerEvidence mirror,
            Map<Long, List<String>> sites,
            Callers callers,
            JvmContext context) {
        this.jvm = jvm;
        this.id = id;
        this.mirror = mirror;
        this.sites = sites;
        this.callers = callers;
        this.context = context;
    }

    /**
     * @param portsUsedAgain when another connection was opened between the same ends, in the order of time
     * @return false if the facts do not tell what connection it was
     */
    boolean live(List<SocketFact.OfConnection> facts, List<Instant> portsUsedAgain) {
        reuses = portsUsedAgain;
        List<SocketFact.OfConnection> ordered = openingFirst(facts);
        if (!(ordered.get(0) instanceof SocketFact.Opened) && !beginsWithout(ordered)) {
            return false;
        }
        teardown = new Teardown(trace, mirror, ordered);
        hangsSince = hangsSince(ordered);
        for (SocketFact.OfConnection fact : ordered) {
            on(fact);
        }
        teardown.runsOut(jvm.end(), context, reuses);
        return true;
    }

    /**
     * Since when a thread was inside its connect as it was listed; of one that was not sampled the opening does not
     * tell.
     */
    private static Instant hangsSince(List<SocketFact.OfConnection> facts) {
        for (SocketFact.OfConnection fact : facts) {
            if (fact instanceof SocketFact.StillOpen open && open.network().connectTimeout() != null) {
                return open.openedAt();
            }
        }
        return Instant.MAX;
    }

    private static List<SocketFact.OfConnection> openingFirst(List<SocketFact.OfConnection> facts) {
        for (int i = 1; i < facts.size(); i++) {
            if (facts.get(i) instanceof SocketFact.Opened) {
                List<SocketFact.OfConnection> ordered = new ArrayList<>(facts);
                ordered.sort(Comparator.comparing(fact -> !(fact instanceof SocketFact.Opened)));
                return ordered;
            }
        }
        return facts;
    }

    /** The opening was not recorded: a connect that failed has none, and an old connection is known from a listing. */
    private boolean beginsWithout(List<SocketFact.OfConnection> facts) {
        for (SocketFact.OfConnection fact : facts) {
            if (fact instanceof SocketFact.ConnectFailed failed) {
                begin(failed.ends(), failed.begun(), failed.createdSite(), failed.stack());
                trace.take(failed.begun(), machine -> machine.on(TcpSignal.CONNECT_BEGUN));
                return true;
            }
        }
        for (SocketFact.OfConnection fact : facts) {
            if (fact instanceof SocketFact.StillOpen open) {
                begin(open.ends(), open.openedAt(), open.openedSite(), List.of());
                beforeAgent = open.beforeAgent();
                foundOver = beforeAgent && open.connected() && open.state() == TcpState.CLOSED;
                adopt(open, facts.get(0));
                return true;
            }
        }
        for (SocketFact.OfConnection fact : facts) {
            if (fact instanceof SocketFact.Kept kept && kept.made() != null) {
                begin(kept.made().ends(), kept.made().openedAt(), kept.made().openedSite(), List.of());
                trace.take(openedAt, machine -> machine.adopt(TcpState.CLOSED));
                return true;
            }
        }
        return false;
    }

    /** What was recorded before the listing is replayed, and must not be known beforehand. */
    private void adopt(SocketFact.StillOpen open, SocketFact.OfConnection first) {
        if (!open.connected() && open.ends().hasRemote()) {
            trace.take(open.openedAt(), machine -> machine.on(TcpSignal.CONNECT_BEGUN));
            if (open.state() == TcpState.CLOSED) {
                connectFailed = true;
                trace.take(open.stateSince(), machine -> machine.on(TcpSignal.CONNECT_FAILED));
            }
            return;
        }
        boolean moved = first != open && open.stateSince().isAfter(jvm.start());
        TcpState state = open.state() == null || moved ? TcpState.ESTABLISHED : open.state();
        trace.take(moved ? open.openedAt() : open.stateSince(), machine -> machine.adopt(state));
    }

    private void begin(Ends of, Instant at, long createdSite, List<String> stack) {
        List<String> created = sites.getOrDefault(createdSite, List.of());
        ends = of;
        openedAt = at;
        opened = created.isEmpty() ? stack : created;
    }

    private void on(SocketFact.OfConnection fact) {
        if (fact instanceof SocketFact.Opened open) {
            open(open);
        } else if (fact instanceof SocketFact.Established established) {
            ends = ends.from(established);
            teardown.connected(fact.at(), ends);
        } else if (fact instanceof SocketFact.ConnectFailed) {
            connectFailed = true;
            trace.take(fact.at(), machine -> machine.on(TcpSignal.CONNECT_FAILED));
        } else if (fact instanceof SocketFact.EndOfStream end) {
            endOfStreamSeen = true;
            endOfStream = end.stack();
            endOfStreamAt = end.at();
            teardown.endOfStream(fact.at(), end.kernel());
        } else if (fact instanceof SocketFact.Failed failed) {
            errorAt = failed.at();
            error = error == null ? SocketError.of(failed.message()) : error;
            unanswered(failed.at(), failed.unanswered());
            used(failed.at(), failed.operation().equals("write"), failed.stack());
            teardown.failed(fact.at(), failed.kernel());
        } else if (fact instanceof SocketFact.Shutdown shutdown) {
            shutDown(shutdown);
        } else if (fact instanceof SocketFact.Closed close) {
            close(close);
        } else if (fact instanceof SocketFact.DescriptorClosed closing) {
            teardown.descriptorCloses(closing, ends);
        } else if (fact instanceof SocketFact.Closing closing) {
            teardown.goesOn(closing);
        } else if (fact instanceof SocketFact.Collected) {
            collect(fact.at());
        } else if (fact instanceof SocketFact.Probed probed) {
            probed(probed);
        } else if (fact instanceof SocketFact.Held held && !held.at().isBefore(openingReturned)) {
            holder = held;
            if (opened.isEmpty() && trace.state() == TcpState.SYN_SENT) {
                opened = sites.getOrDefault(held.site(), List.of()); // where it waits in connect
            }
            lastUsed = sites.getOrDefault(held.lastUsedSite(), lastUsed); // it may be closed before any listing
        } else if (fact instanceof SocketFact.StillOpen open) {
            listed(open);
        } else if (fact instanceof SocketFact.Kept kept && kept.made() != null) {
            kept(kept);
        }
    }

    private void open(SocketFact.Opened open) {
        Instant begun = open.begun().isBefore(hangsSince) ? open.begun() : hangsSince;
        begin(open.ends(), begun, open.createdSite(), open.stack());
        openingReturned = open.at();
        made = sites.getOrDefault(open.madeSite(), List.of());
        if (open.ends().role() == Role.SERVER) {
            trace.take(open.at(), machine -> machine.on(TcpSignal.ACCEPTED));
            return;
        }
        trace.take(begun, machine -> machine.on(TcpSignal.CONNECT_BEGUN));
        if (open.state() != TcpState.SYN_SENT) {
            teardown.connected(open.at(), ends);
        }
    }

    /** Shutting down the input once its end was read changes nothing. */
    private void shutDown(SocketFact.Shutdown shutdown) {
        boolean output = shutdown.output();
        if (callers.isCollector(shutdown.stack())) { // so begins the close of an SSLSocket by its finalizer
            dropped(shutdown.at());
        } else {
            used(shutdown.at(), output, shutdown.stack());
            boolean byApplication = !callers.isTlsRead(shutdown.stack());
            if (byApplication && !halfClosed && (output || !endOfStreamSeen)) {
                halfClosed = true;
                shutDown = shutdown.stack();
                shutDownAt = shutdown.at();
            }
        }
        teardown.onKernelState(shutdown.at(), shutdown.kernel());
        if (output) {
            teardown.shutsOutput(shutdown.at(), ends);
        }
    }

    private void dropped(Instant at) {
        if (collectedAt == null) {
            collectedAt = at;
        }
    }

    /** Of a dropped channel the descriptor is lost, that of a dropped Socket is closed by the JDK's cleaner. */
    private void collect(Instant at) {
        if (closedAt != null || collectedAt != null) {
            return;
        }
        collectedAt = at;
        if (!ends.isChannel()) {
            trace.infer(at, machine -> machine.closed(null, false, -1));
        }
    }

    private void close(SocketFact.Closed close) {
        if (closedAt != null) {
            return;
        }
        closedAt = close.at();
        closed = close.stack();
        unreadData = close.unreadData();
        if (error == null) { // else it was over before, and nobody was asked since
            unanswered(close.at(), close.unanswered());
        }
        if (callers.isCollector(close.stack())) {
            dropped(close.at());
        }
        teardown.onKernelState(close.at(), close.kernel());
        teardown.closes(close, ends);
    }

    /** Closed before any connect, which is no event of its own. */
    private void kept(SocketFact.Kept kept) {
        if (closedAt == null) {
            closedAt = kept.closedAt();
            closed = sites.getOrDefault(kept.made().closedSite(), List.of());
        }
    }

    /** The probe never asks about what is closing: a word that is recorded after the close was said before it. */
    private void probed(SocketFact.Probed probed) {
        if (closedAt == null) {
            teardown.onKernelState(probed.at(), probed.kernel());
        }
    }

    private void listed(SocketFact.StillOpen open) {
        if (closedAt != null || open.at().isBefore(openingReturned)) {
            return; // or it was listed while a thread was inside connect, of which the opening tells more
        }
        unanswered = null;
        unanswered(open.at(), open.network().unanswered());
        keepAlive = open.network().keepAlive();
        connectTimeout = open.network().connectTimeout();
        if (opened.isEmpty()) {
            opened = sites.getOrDefault(open.openedSite(), List.of());
            made = sites.getOrDefault(open.madeSite(), List.of());
        }
        if (open.endOfStreamSeen() && !endOfStreamSeen) {
            endOfStreamSeen = true;
            endOfStream = sites.getOrDefault(open.endOfStreamSite(), List.of());
        }
        use(open);
        unreadSince = open.unreadSince();
        neverRead = open.neverRead();
        if (!open.attached().isEmpty()) {
            attached = open.attached(); // its key may be cancelled before it is closed
        }
        teardown.onKernelState(open.at(), open.kernel());
    }

    private void unanswered(Instant at, SocketFact.Unanswered what) {
        if (what != null) {
            unanswered =
                    new ConnectionHistory.Unanswered(at.minus(what.lasting()), at, what.retransmits(), what.probes());
        }
    }

    private void used(Instant at, boolean writing, List<String> stack) {
        lastUse = new SocketFact.LastUse(at, writing, "", Duration.ZERO, 0);
        lastUsed = stack;
        lastUsedAt = at;
    }

    private void use(SocketFact.StillOpen open) {
        if (open.lastUse() != null) {
            lastUse = open.lastUse();
            lastUsed = sites.getOrDefault(open.lastUsedSite(), lastUsed);
            lastUsedAt = open.lastUse().at().isBefore(openedAt)
                    ? openedAt
                    : open.lastUse().at(); // known to a second
            lastWritten = sites.getOrDefault(open.lastUse().writtenSite(), lastWritten);
            return;
        }
        // Older agents looked at reads only now and then. Where no data waits, that one was seen is luck, and would
        // tell alike leaks apart.
        if (open.lastUsedSite() != 0 && open.unreadSince() != null && errorAt == null) {
            lastUsed = sites.getOrDefault(open.lastUsedSite(), lastUsed);
            lastUsedAt = null;
        }
    }

    Instant openedAt() {
        return openedAt;
    }

    int contradictions() {
        return trace.contradictions().size();
    }

    /** Whether, for all that was recorded, the descriptor still belongs to someone. */
    boolean isUnclosed() {
        return closedAt == null && collectedAt == null && !connectFailed;
    }

    /**
     * A descriptor that was made and not, or not yet, connected: closing it is no event, it only leaves the listing.
     */
    boolean isMerelyMade() {
        return collectedAt == null && !connectFailed && ends.role() == Role.CLIENT && !ends.hasRemote();
    }

    ConnectionHistory history(boolean listed, boolean closeLost, boolean kept) {
        return new ConnectionHistory(
                new ConnectionHistory.Opening(jvm.instance(), id, ends, openedAt, beforeAgent, foundOver),
                new ConnectionHistory.StateTrace(
                        trace.states(), trace.contradictions(), timeWaitEnds(), jvm.end(), jvm.shutDown()),
                new ConnectionHistory.Stacks(
                        cut(made),
                        cut(opened),
                        cut(endOfStream),
                        cut(shutDown),
                        cut(lastUsed),
                        cut(lastWritten),
                        cut(closed)),
                new ConnectionHistory.Use(
                        new ConnectionHistory.Moments(endOfStreamAt, shutDownAt, lastUsedAt),
                        lastUse,
                        holder(),
                        attached.isEmpty() ? List.of() : List.of(attached.split(", ")),
                        endOfStreamSeen,
                        unreadSince,
                        neverRead && !endOfStreamSeen),
                new ConnectionHistory.End(
                        errorAt,
                        halfClosed,
                        closedAt,
                        unreadData,
                        teardown.aborted(),
                        teardown.afterClose(),
                        closeLost),
                new ConnectionHistory.Descriptor(collectedAt, listed, kept),
                new ConnectionHistory.Network(unanswered, error, keepAlive, connectTimeout));
    }

    /** Null if nobody holds or held it when it was stuck, or it was used since. */
    private ConnectionHistory.Holder holder() {
        boolean isUsedSince = holder != null && lastUse != null && lastUse.at().isAfter(holder.at());
        if (holder == null || isUsedSince) {
            return null;
        }
        return new ConnectionHistory.Holder(holder.at(), holder.thread(), sites.getOrDefault(holder.site(), List.of()));
    }

    private Instant timeWaitEnds() {
        Instant begun = trace.entered(TcpState.TIME_WAIT);
        return begun == null ? null : context.timeWaitEnds(begun, reuses);
    }

    private List<String> cut(List<String> stack) {
        return callers.cut(stack);
    }
}
