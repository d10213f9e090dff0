// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.Facts;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.SocketFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a running JVM: all about the connections that are open, and the newest of the rest. Thread-safe.
 *
 * <p>Its memory grows with what is open, and with what happens within {@link #KEPT}.
 */
public final class LiveFacts {
    /** Twice Linux's TIME_WAIT: long enough for every rule about connections that have ended. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    /** The agent's descriptions of itself. What is open lies between the newest two. */
    private static final int AGENTS_KEPT = 2;

    /** More remotes than an application keeps connections open to. */
    private static final int FORGOTTEN_KEPT = 10_000;

    private final Map<Long, List<SocketFact.OfConnection>> connections = new LinkedHashMap<>();
    private final Map<Long, SocketFact.Site> sites = new LinkedHashMap<>();
    private final Map<String, SocketFact.ClassOrigin> origins = new LinkedHashMap<>();
    /** One closed connection for each remote, since rules ask whether any was ever closed. */
    private final Map<String, SocketFact.Closed> forgotten = new LinkedHashMap<>();

    private final Deque<SocketFact.AgentInfo> agents = new ArrayDeque<>();
    private final List<SocketFact> others = new ArrayList<>();
    private final String name;
    private final Instant start;

    public LiveFacts(String name, Instant start) {
        this.name = name;
        this.start = start;
    }

    synchronized void add(SocketFact fact) {
        if (fact instanceof SocketFact.StillOpen open) {
            List<SocketFact.OfConnection> replay = replay(open);
            // It was told before, and now is told anew; the first may be all that tells of the opening.
            replay.removeIf(earlier -> earlier instanceof SocketFact.StillOpen && earlier != replay.get(0));
            replay.add(open);
        } else if (fact instanceof SocketFact.Held held) {
            List<SocketFact.OfConnection> replay = replay(held);
            replay.removeIf(SocketFact.Held.class::isInstance);
            replay.add(held);
        } else if (fact instanceof SocketFact.OfConnection ofConnection) {
            replay(ofConnection).add(ofConnection);
        } else if (fact instanceof SocketFact.Site site) {
            sites.put(site.siteId(), site);
        } else if (fact instanceof SocketFact.ClassOrigin origin) {
            origins.merge(origin.type(), origin, SocketFact.ClassOrigin::orBefore);
        } else if (fact instanceof SocketFact.AgentInfo agent) {
            agents.add(agent);
            while (agents.size() > AGENTS_KEPT) {
                agents.remove();
            }
        } else {
            others.add(fact);
        }
    }

    private List<SocketFact.OfConnection> replay(SocketFact.OfConnection fact) {
        return connections.computeIfAbsent(fact.id(), id -> new ArrayList<>());
    }

    /** Returns a recording that ends now. */
    public synchronized Recording until(Instant now) {
        forget(now.minus(KEPT));
        List<SocketFact> facts = new ArrayList<>(others);
        facts.addAll(sites.values());
        facts.addAll(origins.values());
        connections.values().forEach(facts::addAll);
        facts.addAll(forgotten.values());
        facts.addAll(agents); // last among equals: each ends a listing of what is open
        facts.sort(Comparator.comparing(SocketFact::at));
        Recording.Jvm jvm = Recording.Jvm.of(name, start, now, Facts.of(List.copyOf(facts)));
        return new Recording(new RecordingInfo(List.of(name), start, now, List.of(), List.of()), List.of(jvm));
    }

    private void forget(Instant before) {
        connections.values().removeIf(replay -> {
            SocketFact.OfConnection last = replay.get(replay.size() - 1);
            boolean isForgotten = isEnd(last) && last.at().isBefore(before);
            if (isForgotten) {
                replay.forEach(this::noteClosed);
            }
            return isForgotten;
        });
        others.removeIf(fact -> fact instanceof KernelFact
                && !(fact instanceof KernelFact.Settings)
                && fact.at().isBefore(before));
    }

    private void noteClosed(SocketFact fact) {
        boolean hasRoom = forgotten.size() < FORGOTTEN_KEPT;
        if (hasRoom
                && fact instanceof SocketFact.Closed closed
                && !closed.remote().isEmpty()) {
            forgotten.putIfAbsent(closed.remote(), closed);
        }
    }

    private static boolean isEnd(SocketFact fact) {
        return fact instanceof SocketFact.Closed
                || fact instanceof SocketFact.DescriptorClosed
                || fact instanceof SocketFact.Closing
                || fact instanceof SocketFact.ConnectFailed;
    }
}
