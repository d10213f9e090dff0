// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the facts of JVMs into histories, connection by connection. */
public final class Replay {
    /** How far apart an opening and the agent's listing of what is open may be and still have crossed. */
    private static final Duration CROSSING = Duration.ofSeconds(1);

    private final Recording.Jvm jvm;
    private final Duration timeWait;
    private final Map<Long, List<SocketFact.OfConnection>> byConnection = new LinkedHashMap<>();
    private final Map<Long, List<String>> sites = new HashMap<>();
    private final List<SocketFact.StillOpen> listed = new ArrayList<>();
    private final List<SocketFact.Kept> kept = new ArrayList<>();
    private final List<SocketFact.AgentInfo> agents = new ArrayList<>();

    private Replay(Recording.Jvm jvm, Duration timeWait) {
        this.timeWait = timeWait;
        this.jvm = jvm;
        for (SocketFact fact : jvm.facts()) {
            if (fact instanceof SocketFact.OfConnection ofConnection) {
                byConnection
                        .computeIfAbsent(ofConnection.id(), id -> new ArrayList<>())
                        .add(ofConnection);
            }
            if (fact instanceof SocketFact.StillOpen open) {
                listed.add(open);
            } else if (fact instanceof SocketFact.Kept still) {
                kept.add(still);
            } else if (fact instanceof SocketFact.Site site) {
                sites.put(site.siteId(), site.frames());
            } else if (fact instanceof SocketFact.AgentInfo info) {
                agents.add(info);
            }
        }
    }

    /** Where both ends of a connection were recorded, each is replayed once more in the light of the other. */
    public static List<JvmHistory> of(List<Recording.Jvm> jvms) {
        return of(jvms, null);
    }

    /** @param timeWait how long TIME_WAIT lasts; null for as long as the recording says, else Linux's time */
    public static List<JvmHistory> of(List<Recording.Jvm> jvms, Duration timeWait) {
        List<Replay> replays =
                jvms.stream().map(jvm -> new Replay(jvm, timeWait)).toList();
        List<JvmHistory> alone =
                replays.stream().map(replay -> replay.run(Mirrors.NONE)).toList();
        Mirrors mirrors = Mirrors.among(
                alone.stream().flatMap(jvm -> jvm.connections().stream()).toList());
        return mirrors.isEmpty()
                ? alone
                : replays.stream().map(replay -> replay.run(mirrors)).toList();
    }

    private JvmHistory run(Mirrors mirrors) {
        SocketFact.AgentInfo agent = agents.isEmpty() ? null : agents.get(agents.size() - 1);
        int depth = agent == null || agent.stackDepth() <= 0 ? Integer.MAX_VALUE : agent.stackDepth();
        Optional<Listing> listing = newestListing();
        Set<Long> keptAtLast = keptAtLast();
        Surroundings around = Surroundings.of(jvm, sites, depth, timeWait);
        List<ConnectionHistory> histories = new ArrayList<>();
        int contradictions = 0;
        int strangers = 0;
        int closesLost = 0;
        for (Map.Entry<Long, List<SocketFact.OfConnection>> entry : byConnection.entrySet()) {
            long id = entry.getKey();
            Life life = new Life(jvm, id, mirrors.of(jvm.instance(), id), sites, depth, around);
            if (!life.live(entry.getValue())) {
                strangers++;
                continue;
            }
            boolean listed = listing.filter(l -> l.ids().contains(id)).isPresent();
            if (life.isMerelyMade() && !listed) {
                continue;
            }
            boolean lost = life.isUnclosed()
                    && listing.filter(l -> l.lacks(id, life.openedAt())).isPresent();
            closesLost += lost ? 1 : 0;
            contradictions += life.contradictions();
            histories.add(life.history(listed, lost, keptAtLast.contains(id)));
        }
        return new JvmHistory(
                jvm.instance(),
                jvm.start(),
                jvm.end(),
                agent,
                histories,
                around,
                closesLost,
                contradictions,
                strangers);
    }

    /** The agent lists what is open and then describes itself, chunk by chunk: the newest such pair. */
    private Optional<Listing> newestListing() {
        if (agents.isEmpty()) {
            return Optional.empty();
        }
        SocketFact.AgentInfo newest = agents.get(agents.size() - 1);
        Instant before = lastButOneListing();
        Set<Long> ids = new HashSet<>();
        Instant begun = newest.at();
        for (SocketFact.StillOpen open : listed) {
            if (open.at().isAfter(before) && !open.at().isAfter(newest.at())) {
                ids.add(open.id());
                begun = open.at().isBefore(begun) ? open.at() : begun;
            }
        }
        boolean notListed = ids.isEmpty() && newest.openConnections() > 0;
        return notListed ? Optional.empty() : Optional.of(new Listing(ids, begun.minus(CROSSING)));
    }

    private Instant lastButOneListing() {
        return agents.size() < 2 ? Instant.MIN : agents.get(agents.size() - 2).at();
    }

    /** The closed channels whose descriptors selectors keep. */
    private Set<Long> keptAtLast() {
        Instant before = lastButOneListing();
        return kept.stream()
                .filter(still -> still.at().isAfter(before))
                .map(SocketFact.Kept::id)
                .collect(Collectors.toSet());
    }

    private record Listing(Set<Long> ids, Instant sureFrom) {
        boolean lacks(long id, Instant openedAt) {
            return !ids.contains(id) && openedAt.isBefore(sureFrom);
        }
    }
}
