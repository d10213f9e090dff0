// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.history.ClassOrigins;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmContext;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.KnownStacks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The replay of one JVM: what is known of the JVM beforehand, and the connections that are not over yet. */
final class JvmReplay {
    /** How far apart an opening and the agent's listing of open connections may be and still have crossed. */
    private static final Duration CROSSING = Duration.ofSeconds(1);

    private final Recording.Jvm jvm;
    private final JvmHistory history;
    private final Map<Long, List<String>> sites = new HashMap<>();
    private final Callers callers;
    private final Optional<Listing> listing;
    private final Set<Long> keptAtLast;
    private final Map<Long, Pending> pending = new HashMap<>();
    private List<Pending> failed = new ArrayList<>();
    private Instant listedBefore = Instant.MIN;
    private long firstOpened = Long.MAX_VALUE;

    JvmReplay(int index, Recording.Jvm jvm, Duration timeWait) {
        this.jvm = jvm;
        List<SocketFact.AgentInfo> agents = new ArrayList<>();
        List<SocketFact.ClassOrigin> types = new ArrayList<>();
        for (SocketFact fact : jvm.facts().rare()) {
            if (fact instanceof SocketFact.Site site) {
                sites.put(site.siteId(), site.frames());
            } else if (fact instanceof SocketFact.ClassOrigin origin) {
                types.add(origin);
            } else if (fact instanceof SocketFact.AgentInfo info) {
                agents.add(info);
            }
        }
        SocketFact.AgentInfo agent = agents.isEmpty() ? null : agents.get(agents.size() - 1);
        Instant before =
                agents.size() < 2 ? Instant.MIN : agents.get(agents.size() - 2).at();
        int depth = agent == null || agent.stackDepth() <= 0 ? Integer.MAX_VALUE : agent.stackDepth();
        this.callers = new Callers(depth);
        this.listing = agent == null ? Optional.empty() : newestListing(agent, before);
        this.keptAtLast = keptAfter(before);
        ClassOrigins origins = ClassOrigins.of(types.stream());
        this.history = new JvmHistory(
                index,
                jvm.instance(),
                jvm.start(),
                jvm.end(),
                agent,
                origins,
                JvmContext.of(jvm, new KnownStacks(sites, origins, depth), timeWait));
    }

    /**
     * Returns the newest listing of open connections; empty if none was recorded. In each chunk, the agent lists the
     * open connections and then describes itself.
     */
    private Optional<Listing> newestListing(SocketFact.AgentInfo newest, Instant before) {
        Set<Long> ids = new HashSet<>();
        Instant begun = newest.at();
        for (SocketFact fact : jvm.facts().rare()) {
            boolean inTime = fact.at().isAfter(before) && !fact.at().isAfter(newest.at());
            if (inTime && fact instanceof SocketFact.StillOpen open) {
                ids.add(open.id());
                begun = open.at().isBefore(begun) ? open.at() : begun;
            }
        }
        boolean notListed = ids.isEmpty() && newest.openConnections() > 0;
        return notListed ? Optional.empty() : Optional.of(new Listing(ids, begun.minus(CROSSING)));
    }

    /** Returns the closed channels whose descriptors selectors keep, by the facts recorded after {@code before}. */
    private Set<Long> keptAfter(Instant before) {
        return jvm.facts().rare().stream()
                .filter(fact -> fact instanceof SocketFact.Kept && fact.at().isAfter(before))
                .map(fact -> ((SocketFact.Kept) fact).id())
                .collect(Collectors.toSet());
    }

    private record Listing(Set<Long> ids, Instant sureFrom) {
        boolean lacks(long id, Instant openedAt) {
            return !ids.contains(id) && openedAt.isBefore(sureFrom);
        }
    }

    JvmHistory history() {
        return history;
    }

    Instant end() {
        return jvm.end();
    }

    /**
     * Returns the connection that a fact belongs to; null if that connection was forgotten. A fact that arrives so late
     * says nothing new about the connection.
     */
    Pending of(SocketFact.OfConnection fact, long number) {
        if (fact instanceof SocketFact.Opened) {
            firstOpened = Math.min(firstOpened, fact.id());
        }
        Pending known = pending.get(fact.id());
        if (known == null && !isEcho(fact)) {
            known = new Pending(this, fact.id(), number);
            pending.put(fact.id(), known);
        }
        return known;
    }

    private boolean isEcho(SocketFact.OfConnection fact) {
        if (fact instanceof SocketFact.Closing) {
            return true; // never the first fact about a connection
        }
        boolean ofDescriptor = fact instanceof SocketFact.DescriptorClosed
                || fact instanceof SocketFact.Kept kept && kept.made() == null;
        return ofDescriptor && fact.id() >= firstOpened;
    }

    /**
     * Adds a failed connect, which then waits for a listing. The JDK itself closes most descriptors of failed connects,
     * and only a listing shows whether it did.
     */
    void failed(Pending connect) {
        failed.add(connect);
    }

    /**
     * Ends the agent's listing of open connections, and returns the failed connects whose descriptors have been closed
     * meanwhile.
     */
    List<Pending> listingEnds(Instant at) {
        List<Pending> gone = new ArrayList<>();
        List<Pending> there = new ArrayList<>();
        for (Pending connect : failed) {
            boolean crosses = connect.openedAt.isAfter(listedBefore);
            boolean listed = connect.listedAt != null && connect.listedAt.isAfter(listedBefore);
            (listed || crosses ? there : gone).add(connect);
        }
        failed = there;
        listedBefore = at;
        return gone;
    }

    void forget(Pending connection) {
        pending.remove(connection.id);
    }

    List<Pending> left() {
        return List.copyOf(pending.values());
    }

    ConnectionReplay replay(long id, PeerEvidence mirror) {
        return new ConnectionReplay(jvm, id, mirror, sites, callers, history.context());
    }

    boolean wasConnected(Pending connection) {
        ConnectionReplay alone = connection.live(null);
        return alone != null && history(connection, alone).wasConnected();
    }

    /**
     * Returns whether the connection is left out of the histories. A descriptor that was only created is left out
     * unless it is still open.
     */
    boolean isNothing(Pending connection, ConnectionReplay replay) {
        return replay.isMerelyMade() && !isListed(connection) && !keptAtLast.contains(connection.id);
    }

    ConnectionHistory history(Pending connection, ConnectionReplay replay) {
        long id = connection.id;
        boolean lost = replay.isUnclosed()
                && listing.filter(l -> l.lacks(id, replay.openedAt())).isPresent();
        return replay.history(isListed(connection), lost, keptAtLast.contains(id));
    }

    private boolean isListed(Pending connection) {
        return listing.filter(l -> l.ids().contains(connection.id)).isPresent();
    }
}
