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
     * What the agent or the trace cannot see, and in which of the workload's endings it may happen; where segments are
     * lost, in any. How often it does depends on how fast the machine is; where it were most of such an ending, little
     * would be compared.
     */
    private enum Undecidable {
        /**
         * FINs within microseconds of each other: which came first is not seen. Where segments are lost it is not seen
         * either whether the first was: no call follows, and Linux sends it again after 200 ms, before its table is
         * read.
         */
        CLOSED_AT_ONCE("BY_BOTH_AT_ONCE"),
        /** Whether a FIN was acknowledged before the reset is not seen. */
        ACKNOWLEDGED("CLOSED_WITH_UNREAD_DATA"),
        /** Data that comes after the close is reset by a small timewait socket, of which the kernel traces nothing. */
        RESET_BY_TIMEWAIT("FIN_WAIT_CLOSED_WITH_UNREAD_DATA"),
        /**
         * Data was lost, and is sent again after its receiver has closed: that resets the connection, and no call is
         * left at either end to hear of it. TIME_WAIT, which the replay infers, would be in the kernel's table and is
         * not, but the agent does not look there for what nothing is missing of.
         */
        RESET_AFTER_CLOSE(null),
        /** The other end sent a FIN and then a reset, and the FIN was lost: the kernel says CLOSE both times. */
        FIN_LOST_BEFORE_RESET(null),
        /**
         * A FIN was lost while the other was on its way: whether its acknowledgement or the other FIN came first, when
         * it was sent again, is not seen.
         */
        FIN_SENT_AGAIN(null),
        /** The other end has sent a reset, which was lost: no call is left to hear that nothing came. */
        RESET_LOST(null);

        static final double MOST = 0.5;

        /** Part of an ending's name; null for what only happens where segments are lost. */
        final String ending;

        Undecidable(String ending) {
            this.ending = ending;
        }
    }

    /** By the replay's times 10 ms; a thread may be kept from its FIN after that was recorded. */
    private static final double TOGETHER_SECONDS = 0.1;

    private static final List<String> RESET = List.of("ESTABLISHED", "FIN_WAIT_1", "CLOSED");
    private static final List<String> RESET_AT_ONCE = List.of("ESTABLISHED", "CLOSED");
    private static final List<String> RESET_IN_CLOSE_WAIT = List.of("ESTABLISHED", "CLOSE_WAIT", "CLOSED");
    private static final List<String> RESET_IN_FIN_WAIT_2 =
            List.of("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
    private static final List<String> CROSSED = List.of("ESTABLISHED", "FIN_WAIT_1", "CLOSING", "TIME_WAIT");
    private static final List<String> CLOSED_FIRST = List.of("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT");

    /**
     * One end, told twice.
     *
     * @param lossy whether segments were lost
     */
    record Pair(ReplayedEnd replayed, KernelLife traced, KernelLife other, String kind, boolean lossy) {
        List<String> truth() {
            return traced.path(other);
        }

        boolean pathAgrees() {
            return replayed.path().equals(truth());
        }

        boolean outcomeAgrees() {
            return outcome(replayed.path()).equals(outcome(truth()));
        }

        /** The states that the replay says were seen, and that the kernel was never in, from ESTABLISHED on. */
        List<String> falselyObserved() {
            return replayed.observed().stream()
                    .filter(state -> replayed.path().contains(state) && !truth().contains(state))
                    .toList();
        }

        /** Why the two may differ; empty where they agree, or where there is no reason. */
        Optional<Undecidable> reason() {
            if (pathAgrees()) {
                return Optional.empty();
            }
            if (!replayed.decided() && (!lossy || traced.sendsFinTogetherWith(other, TOGETHER_SECONDS))) {
                return Optional.of(Undecidable.CLOSED_AT_ONCE);
            }
            if (Set.of(RESET, RESET_IN_FIN_WAIT_2).equals(new HashSet<>(List.of(replayed.path(), truth())))) {
                return Optional.of(Undecidable.ACKNOWLEDGED);
            }
            if (replayed.path().equals(RESET_IN_FIN_WAIT_2) && truth().equals(CLOSED_FIRST)) {
                return Optional.of(Undecidable.RESET_BY_TIMEWAIT);
            }
            return lossy ? reasonInLoss() : Optional.empty();
        }

        private Optional<Undecidable> reasonInLoss() {
            boolean ownFin = truth().contains("FIN_WAIT_1");
            if (ownFin && replayedLast().equals("TIME_WAIT") && last(truth()).equals("CLOSED")) {
                return Optional.of(Undecidable.RESET_AFTER_CLOSE);
            }
            if (ownFin && replayedLast().equals("CLOSED") && last(truth()).equals("FIN_WAIT_2")) {
                return Optional.of(Undecidable.RESET_LOST);
            }
            if (Set.of(CLOSED_FIRST, CROSSED).equals(new HashSet<>(List.of(replayed.path(), truth())))) {
                return Optional.of(Undecidable.FIN_SENT_AGAIN);
            }
            return replayed.path().equals(RESET_IN_CLOSE_WAIT) && truth().equals(RESET_AT_ONCE)
                    ? Optional.of(Undecidable.FIN_LOST_BEFORE_RESET)
                    : Optional.empty();
        }

        private String replayedLast() {
            return last(replayed.path());
        }

        private String reasonText() {
            String none = pathAgrees() ? "undecided, and right" : "unexplained";
            return reason().map(Undecidable::toString).orElse(none);
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
        String last = last(path);
        if (!last.equals("CLOSED")) {
            return last;
        }
        return path.contains("LAST_ACK") ? "closed after the peer" : "reset";
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1);
    }

    /** Figures, the differences by reason and by path, then each one. */
    String report() {
        List<Pair> different = pairs.stream()
                .filter(pair -> !pair.pathAgrees() || !pair.replayed().decided())
                .toList();
        StringBuilder text = new StringBuilder();
        text.append(pairs.size()).append(" ends compared with the kernel's trace: ");
        text.append(count(Pair::outcomeAgrees)).append(" outcomes agree, ");
        text.append(count(Pair::pathAgrees)).append(" paths agree, ");
        text.append(count(pair -> !pair.replayed().decided())).append(" are undecided\n");
        lines(text, pairs.stream().map(pair -> outcome(pair.truth())));
        lines(text, different.stream().map(Pair::reasonText));
        lines(text, different.stream().map(Pair::difference));
        lines(
                text,
                pairs.stream()
                        .filter(pair -> !pair.falselyObserved().isEmpty())
                        .map(pair -> "said to be observed: " + pair.falselyObserved() + ", " + pair.difference()));
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
        checkWhatIsSeen();
        assertThat(pairs.stream()
                        .filter(pair -> !pair.pathAgrees() && pair.reason().isEmpty()))
                .as("paths that differ from the kernel's, where it could be seen")
                .isEmpty();
        for (Undecidable undecidable : Undecidable.values()) {
            Predicate<Pair> mayBe =
                    pair -> undecidable.ending != null && pair.kind().contains(undecidable.ending);
            List<Pair> undecided = pairs.stream()
                    .filter(pair -> pair.reason().filter(undecidable::equals).isPresent())
                    .toList();
            assertThat(undecided).as(undecidable + " where it can be").allMatch(mayBe);
            assertThat((double) undecided.size())
                    .as(undecidable + " of " + count(mayBe))
                    .isLessThanOrEqualTo(count(mayBe) * Undecidable.MOST);
        }
    }

    /**
     * Where segments are lost.
     *
     * @param percent of them: the more, the more cannot be decided, of a hundred ends half as many at most
     */
    void checkWhereLossy(int percent) {
        checkWhatIsSeen();
        List<Pair> decidable = pairs.stream()
                .filter(pair -> pair.pathAgrees() || pair.reason().isEmpty())
                .toList();
        assertThat(decidable.stream().filter(pair -> !pair.outcomeAgrees()))
                .as("outcomes that differ from the kernel's, where it could be seen")
                .isEmpty();
        assertThat(decidable.stream().filter(pair -> !pair.pathAgrees()))
                .as("paths that differ from the kernel's, where it could be seen, of " + decidable.size())
                .hasSizeLessThanOrEqualTo(decidable.size() / 1000);
        assertThat((pairs.size() - decidable.size()) / (double) pairs.size())
                .as("undecidable")
                .isLessThanOrEqualTo(0.005 * percent);
    }

    private void checkWhatIsSeen() {
        assertThat(unmatched).isEmpty();
        assertThat(pairs.stream().filter(pair -> !pair.falselyObserved().isEmpty()))
                .as("states that are said to be observed, and that the kernel was never in")
                .isEmpty();
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
