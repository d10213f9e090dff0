// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what three witnesses tell of the same end: the replay, the kernel's trace, and the program that knows what it
 * has done. By addresses, and among those of the same addresses, since ports are used again, by their order.
 */
final class EndMatcher {
    /** An accepted connection may have waited in its listener's queue. */
    private static final Duration APART = Duration.ofSeconds(5);

    /** The SYN may have been sent again and again, of which the trace tells only the end. */
    private static final Duration APART_WHERE_LOSSY = Duration.ofSeconds(60);

    /** A timewait socket lives for 60 s. */
    private static final double LISTED_SECONDS = 50;

    private final KernelTrace trace;
    private final Map<String, List<KernelLife>> lives;
    private final Map<String, List<String>> kinds = new HashMap<>();
    private final List<String> unmatched = new ArrayList<>();
    private final Map<String, PathComparison.Pair> newest = new HashMap<>();
    private final double end;
    private boolean lossy;

    /** @param told lines of the program: {@code kind localPort remotePort} and the version of IP, the client's */
    EndMatcher(KernelTrace trace, List<TraceEvent> events, List<String> told) {
        this.trace = trace;
        this.lives = KernelLife.of(events);
        this.end = events.get(events.size() - 1).seconds();
        for (String line : told) {
            String[] words = line.split(" ");
            kinds.computeIfAbsent(words[1] + " " + words[2] + " " + words[3], ports -> new ArrayList<>())
                    .add(words[0]);
        }
    }

    /** Goes by what the kernel has listed of timewait sockets, and not only by what their ends have done. */
    EndMatcher with(ListedStates states) {
        lossy = true;
        lives.values().forEach(each -> each.forEach(life -> life.isListed(states)));
        return this;
    }

    PathComparison compare(List<ReplayedEnd> replayed) {
        List<PathComparison.Pair> pairs = new ArrayList<>();
        replayed.stream()
                .filter(ReplayedEnd::wasEstablished)
                .sorted(Comparator.comparing(ReplayedEnd::begun))
                .collect(Collectors.groupingBy(end -> end.local() + " " + end.remote()))
                .values()
                .forEach(ends -> match(ends, pairs));
        matchRefused(replayed);
        return new PathComparison(pairs, unmatched);
    }

    private void match(List<ReplayedEnd> ends, List<PathComparison.Pair> pairs) {
        String local = ends.get(0).local();
        String remote = ends.get(0).remote();
        boolean client = ends.get(0).role().equals("client");
        List<KernelLife> traced = established(local, remote);
        List<KernelLife> others = established(remote, local);
        List<String> told = kinds.getOrDefault(client ? ports(local, remote) : ports(remote, local), List.of());
        if (Stream.of(traced, others, told).anyMatch(witness -> witness.size() != ends.size())) {
            unmatched.add("replayed " + ends + ", traced " + traced + ", other end " + others + ", done " + told);
            return;
        }
        for (int i = 0; i < ends.size(); i++) {
            Duration apart =
                    Duration.between(trace.at(traced.get(i).begun), ends.get(i).begun());
            if (apart.abs().compareTo(lossy ? APART_WHERE_LOSSY : APART) > 0
                    || traced.get(i).hasGap()) {
                unmatched.add("replayed " + ends.get(i) + " " + apart + " after traced " + traced.get(i));
            }
            PathComparison.Pair pair =
                    new PathComparison.Pair(ends.get(i), traced.get(i), others.get(i), told.get(i), lossy);
            pairs.add(pair);
            newest.put(local + " " + remote, pair);
        }
    }

    /**
     * Where the end of a connection is no more than deduced from the trace, a kernel's small timewait socket has it,
     * which the kernel lists for a minute: those that it lists otherwise, or not.
     */
    List<String> notAsIn(List<ProcNetTcp.Entry> table) {
        Map<String, String> listed = new HashMap<>();
        table.forEach(entry -> listed.put(entry.local() + " " + entry.remote(), entry.state()));
        List<String> different = new ArrayList<>();
        newest.forEach((ends, pair) -> {
            List<String> path = pair.truth();
            String deduced = path.get(path.size() - 1);
            String found = listed.getOrDefault(ends, "CLOSED");
            boolean young = end - pair.traced().endedSeconds() < LISTED_SECONDS;
            if (pair.traced().isHandedOver() && young && !found.equals(deduced)) {
                different.add(pair.traced() + ": deduced " + deduced + ", listed " + found);
            }
        });
        return different;
    }

    private List<KernelLife> established(String local, String remote) {
        return lives.getOrDefault(local + " " + remote, List.of()).stream()
                .filter(KernelLife::wasEstablished)
                .toList();
    }

    private static String ports(String client, String server) {
        return port(client) + " " + port(server) + " " + (client.startsWith("[") ? "6" : "4");
    }

    private static String port(String end) {
        return end.substring(end.lastIndexOf(':') + 1);
    }

    /** Of these the replay may not know the local port, which is given back before anybody could ask. */
    private void matchRefused(List<ReplayedEnd> replayed) {
        Map<String, Long> byReplay = replayed.stream()
                .filter(end -> !end.wasEstablished() && end.path().equals(List.of("SYN_SENT", "CLOSED")))
                .collect(Collectors.groupingBy(end -> port(end.remote()), Collectors.counting()));
        Map<String, Long> byTrace = lives.values().stream()
                .flatMap(List::stream)
                .filter(KernelLife::wasRefused)
                .collect(Collectors.groupingBy(life -> port(life.remote), Collectors.counting()));
        Map<String, Long> done = new HashMap<>();
        kinds.forEach((ports, told) -> {
            if (ports.startsWith("0 ")) {
                done.merge(ports.split(" ")[1], (long) told.size(), Long::sum);
            }
        });
        Set<String> remotes = new HashSet<>(done.keySet());
        remotes.addAll(byReplay.keySet());
        for (String remote : remotes) {
            long tried = done.getOrDefault(remote, 0L);
            // Others of this machine may have been refused there as well, once the port was given up.
            if (byReplay.getOrDefault(remote, 0L) != tried || byTrace.getOrDefault(remote, 0L) < tried) {
                unmatched.add("refused by port " + remote + ": done " + tried + ", replayed " + byReplay.get(remote)
                        + ", traced " + byTrace.get(remote));
            }
        }
    }
}
