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
 * The replay of the facts of one connection. Its states come only from the machine of its {@link StateTracer}.
 *
 * <p>Two threads may record facts about one connection at nearly the same time, so the order of facts is exact only to
 * some microseconds. The opening is therefore always replayed first.
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

    /** @param mirror evidence of what the other end did; null if nothing was recorded of that end */
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
     * Replays the facts.
     *
     * @param portsUsedAgain when other connections were opened between the same ends, in the order of time
     * @return false if the facts do not identify the connection
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
     * Returns when the connect began that a thread was inside when the connection was listed; {@link Instant#MAX} if no
     * listing shows such a thread. The opening does not contain this time if the connect was not sampled.
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

    /**
     * Begins a connection whose opening was not recorded; returns false if no fact identifies the connection. A failed
     * connect has no opening, and an old connection is known from a listing.
     */
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

    /**
     * Enters the state in which the connection was listed. Facts that were recorded before the listing are replayed
     * later, so this state must not include their effect.
     */
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
                opened = sites.getOrDefault(held.site(), List.of()); // where connect waits
            }
            lastUsed = sites.getOrDefault(held.lastUsedSite(), lastUsed); // the close may precede any listing
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

    /** Applies a shutdown. Shutting down the input after the end of stream was read changes nothing. */
    private void shutDown(SocketFact.Shutdown shutdown) {
        boolean output = shutdown.output();
        if (callers.isCollector(shutdown.stack())) { // the finalizer of an SSLSocket begins its close so
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

    /**
     * Applies the collection of the object. The descriptor of a dropped channel is lost, whereas the JDK's cleaner
     * closes the descriptor of a dropped Socket.
     */
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
        if (error == null) { // otherwise it ended before, and the kernel was not queried since
            unanswered(close.at(), close.unanswered());
        }
        if (callers.isCollector(close.stack())) {
            dropped(close.at());
        }
        teardown.onKernelState(close.at(), close.kernel());
        teardown.closes(close, ends);
    }

    /** Applies a close before any connect. Such a close has no event of its own. */
    private void kept(SocketFact.Kept kept) {
        if (closedAt == null) {
            closedAt = kept.closedAt();
            closed = sites.getOrDefault(kept.made().closedSite(), List.of());
        }
    }

    /**
     * Applies the kernel state that a probe read. A probe never queries a closing connection, so a state that is
     * recorded after the close was read before the close.
     */
    private void probed(SocketFact.Probed probed) {
        if (closedAt == null) {
            teardown.onKernelState(probed.at(), probed.kernel());
        }
    }

    private void listed(SocketFact.StillOpen open) {
        if (closedAt != null || open.at().isBefore(openingReturned)) {
            return; // or it was listed inside connect, about which the opening says more
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
            attached = open.attached(); // the selection key may be cancelled before the close
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
        // Older agents sampled reads only now and then. Where no data waits, it is chance whether a read was sampled.
        // Using such a sample would separate leaks that are alike.
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

    /** Returns whether, as far as recorded, the application still owns the descriptor. */
    boolean isUnclosed() {
        return closedAt == null && collectedAt == null && !connectFailed;
    }

    /**
     * Returns whether the descriptor was created but not, or not yet, connected. Closing such a descriptor is no event;
     * the descriptor only disappears from the listing.
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

    /**
     * Returns the thread that holds or held the connection when it was stuck; null if there is none, or if the
     * connection was used since.
     */
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
