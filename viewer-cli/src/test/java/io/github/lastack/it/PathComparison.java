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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replayed ends beside the kernel's lives: how many agree, and each one that does not. */
final class PathComparison {
    /**
     * What the agent or the trace cannot see, and in which of the workload's endings it may happen. How often it does depends on
     * how fast the machine is; where it were most of such an ending, little would be compared.
     */
    private enum Undecidable {
        /** FINs within microseconds of each other: which came first is not seen. */
        CLOSED_AT_ONCE("BY_BOTH_AT_ONCE"),
        /** Whether a FIN was acknowledged before the reset is not seen. */
        ACKNOWLEDGED("CLOSED_WITH_UNREAD_DATA"),
        /** Data that comes after the close is reset by a small timewait socket, of which the kernel traces nothing. */
        RESET_BY_TIMEWAIT("FIN_WAIT_CLOSED_WITH_UNREAD_DATA");

        static final double MOST = 0.5;

        final String ending;

        Undecidable(String ending) {
            this.ending = ending;
        }
    }

    private static final List<String> RESET = List.of("ESTABLISHED", "FIN_WAIT_1", "CLOSED");
    private static final List<String> RESET_IN_FIN_WAIT_2 =
            List.of("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
    private static final List<String> CLOSED_FIRST = List.of("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT");

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

        /** Why the two may differ; empty where they agree, or where there is no reason. */
        Optional<Undecidable> reason() {
            if (pathAgrees()) {
                return Optional.empty();
            }
            if (!replayed.decided()) {
                return Optional.of(Undecidable.CLOSED_AT_ONCE);
            }
            if (Set.of(RESET, RESET_IN_FIN_WAIT_2).equals(new HashSet<>(List.of(replayed.path(), truth())))) {
                return Optional.of(Undecidable.ACKNOWLEDGED);
            }
            return replayed.path().equals(RESET_IN_FIN_WAIT_2) && truth().equals(CLOSED_FIRST)
                    ? Optional.of(Undecidable.RESET_BY_TIMEWAIT)
                    : Optional.empty();
        }

        private String reasonText() {
            return reason().map(Undecidable::toString).orElse("unexplained");
        }

        String difference() {
            return String.join(" ", replayed.path()) + ", where the kernel went " + String.join(" ", truth());
        }

        @Override
        public String toString() {
            return "connection " + replayed.id() + ", " + replayed.role() + ", " + replayed.api() + ", " + kind + ", "
                    + replayed.local() + " to " + replayed.remote() + ": " + difference() + " (" + reasonText() + "), "
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
        lines(text, different.stream().map(Pair::reasonText));
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
        assertThat(pairs.stream()
                        .filter(pair -> !pair.pathAgrees() && pair.reason().isEmpty()))
                .as("paths that differ from the kernel's, where it could be seen")
                .isEmpty();
        for (Undecidable undecidable : Undecidable.values()) {
            Predicate<Pair> mayBe = pair -> pair.kind().contains(undecidable.ending);
            List<Pair> undecided = pairs.stream()
                    .filter(pair -> pair.reason().filter(undecidable::equals).isPresent())
                    .toList();
            assertThat(undecided).as(undecidable + " where it can be").allMatch(mayBe);
            assertThat((double) undecided.size())
                    .as(undecidable + " of " + count(mayBe))
                    .isLessThanOrEqualTo(count(mayBe) * Undecidable.MOST);
        }
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
