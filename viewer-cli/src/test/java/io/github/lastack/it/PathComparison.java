// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replayed ends beside the kernel's lives: how many agree, and each one that does not. */
final class PathComparison {
    private static final double PATHS = 0.999;

    /** Of the connections that the workload closes from both ends at once, some FINs meet. */
    private static final double UNDECIDED = 0.005;

    private static final String CLOSED_AT_ONCE = "FINs within microseconds of each other, the order not seen";
    private static final String ACKNOWLEDGED = "whether a FIN was acknowledged before the reset is not seen";
    private static final String UNEXPLAINED = "unexplained";

    /** One end, told twice. */
    record Pair(ReplayedEnd replayed, KernelLife traced, KernelLife other, String kind) {
        List<String> truth() {
            return traced.path(other);
        }

        boolean pathAgrees() {
            return replayed.path().equals(truth());
        }

        boolean outcomeAgrees() {
            return outcome(replayed.path()).equals(outcome(truth()));
        }

        String reason() {
            return !replayed.decided() ? CLOSED_AT_ONCE : isAcknowledgement() ? ACKNOWLEDGED : UNEXPLAINED;
        }

        private boolean isAcknowledgement() {
            List<String> reset = List.of("ESTABLISHED", "FIN_WAIT_1", "CLOSED");
            List<String> acknowledged = List.of("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
            return Set.of(reset, acknowledged).equals(new HashSet<>(List.of(replayed.path(), truth())));
        }

        String difference() {
            return String.join(" ", replayed.path()) + ", where the kernel went " + String.join(" ", truth());
        }

        @Override
        public String toString() {
            return "connection " + replayed.id() + ", " + replayed.role() + ", " + replayed.api() + ", " + kind + ", "
                    + replayed.local() + " to " + replayed.remote() + ": " + difference() + " (" + reason() + "), "
                    + traced;
        }
    }

    private final List<Pair> pairs;
    private final List<String> unmatched;

    PathComparison(Collection<Pair> pairs, List<String> unmatched) {
        this.pairs = pairs.stream()
                .sorted(Comparator.comparing(pair -> pair.replayed().id()))
                .toList();
        this.unmatched = unmatched;
    }

    PathComparison and(PathComparison other) {
        List<Pair> all = new ArrayList<>(pairs);
        all.addAll(other.pairs);
        List<String> allUnmatched = new ArrayList<>(unmatched);
        allUnmatched.addAll(other.unmatched);
        return new PathComparison(all, allUnmatched);
    }

    /** What became of the connection, however it came to that. */
    private static String outcome(List<String> path) {
        String last = path.get(path.size() - 1);
        if (!last.equals("CLOSED")) {
            return last;
        }
        return path.contains("LAST_ACK") ? "closed after the peer" : "reset";
    }

    /** Figures, the differences by reason and by path, then each one. */
    String report() {
        List<Pair> different = pairs.stream().filter(pair -> !pair.pathAgrees()).toList();
        StringBuilder text = new StringBuilder();
        text.append(pairs.size()).append(" ends compared with the kernel's trace: ");
        text.append(count(Pair::outcomeAgrees)).append(" outcomes agree, ");
        text.append(count(Pair::pathAgrees)).append(" paths agree, ");
        text.append(count(pair -> !pair.replayed().decided())).append(" are undecided\n");
        lines(text, pairs.stream().map(pair -> outcome(pair.truth())));
        lines(text, different.stream().map(Pair::reason));
        lines(text, different.stream().map(Pair::difference));
        different.forEach(pair -> text.append(pair).append('\n'));
        unmatched.forEach(line -> text.append("without a match: ").append(line).append('\n'));
        return text.toString();
    }

    private static void lines(StringBuilder text, Stream<String> values) {
        counted(values).forEach((value, count) -> text.append("  ")
                .append(count)
                .append(" × ")
                .append(value)
                .append('\n'));
    }

    private long count(Predicate<Pair> criterion) {
        return pairs.stream().filter(criterion).count();
    }

    void check() {
        assertThat(unmatched).isEmpty();
        assertThat(pairs)
                .as("what is decided is as the kernel decided it")
                .allMatch(pair -> pair.outcomeAgrees() || !pair.replayed().decided());
        assertThat((double) count(pair -> !pair.replayed().decided()) / pairs.size())
                .as("share of undecided ends")
                .isLessThanOrEqualTo(UNDECIDED);
        assertThat((double) count(Pair::pathAgrees) / pairs.size())
                .as("share of ends whose whole path agrees")
                .isGreaterThanOrEqualTo(PATHS);
    }

    /** How many ends of a kind came to ESTABLISHED each way, where the two agree, else what they say. */
    Map<String, Long> openings(String kind) {
        return counted(pairs.stream().filter(pair -> pair.kind().equals(kind)).map(pair -> {
            String replayed = String.join(" ", pair.replayed().opening());
            String traced = String.join(" ", pair.traced().opening());
            return replayed.equals(traced) ? traced : replayed + ", where the kernel went " + traced;
        }));
    }

    /** How many ends of each path from there, by the kernel, among those of a kind. */
    Map<String, Long> paths(String kind) {
        return counted(
                pairs.stream().filter(pair -> pair.kind().equals(kind)).map(pair -> String.join(" ", pair.truth())));
    }

    private static Map<String, Long> counted(Stream<String> values) {
        return values.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }
}
