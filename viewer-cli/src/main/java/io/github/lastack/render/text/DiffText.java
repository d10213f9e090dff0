// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.diff.AggregatedChange;
import io.github.lastack.diagnose.diff.Change;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.CountedText;
import io.github.lastack.render.phrase.SiteText;
import io.github.lastack.render.phrase.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code lastack diff}: what changed between two recordings, the worst news first. */
public final class DiffText {
    private static final int KIND_WIDTH = 8;
    private static final String INDENT = " ".repeat(KIND_WIDTH);

    /** How many of those that were only counted are named. */
    private static final int RUSHES = 5;

    private DiffText() {}

    public static String of(Diagnosis before, Diagnosis after, List<Change> changes, Style style) {
        Lines lines = new Lines();
        List<AggregatedChange> rushes = AggregatedChange.between(before, after);
        lines.add(style.bold(headline(before, after, changes, rushes)));
        lines.add(style.faint("before  " + Verdict.recordingByFile(before, style)));
        lines.add(style.faint("after   " + Verdict.recordingByFile(after, style)));
        for (Change change : changes) {
            if (change.kind() != Change.Kind.SAME) {
                add(change, before, after, style, lines.blank());
            }
        }
        addRushes(rushes, before, after, style, lines);
        notKnown("before", before, style, lines);
        notKnown("after", after, style, lines);
        return lines.toString();
    }

    /** {@code 2 places came, 1 grew, 3 the same}. */
    private static String headline(
            Diagnosis before, Diagnosis after, List<Change> changes, List<AggregatedChange> rushes) {
        String counted =
                rushes.isEmpty() ? "" : "; " + Style.count(rushes.size(), "place") + " of which not all is told";
        if (changes.isEmpty()) {
            boolean judged = before.judgement().isWhole() && after.judgement().isWhole();
            return (judged ? "no leak found in either" : "nothing found in either, and not all could be judged")
                    + counted;
        }
        return Stream.of(Change.Kind.values())
                .filter(kind -> Change.of(changes, kind).findAny().isPresent())
                .map(kind -> Change.of(changes, kind).count() + " " + words(kind))
                .collect(Collectors.joining(", ", "", counted));
    }

    private static void add(Change change, Diagnosis before, Diagnosis after, Style style, Lines lines) {
        LeakSite site = change.site();
        String problem =
                change.site().problem().word() + " / " + change.site().cause().word();
        lines.add(label(change.kind(), style) + problem);
        lines.add(INDENT + style.bold(site.shownBlame()));
        if (change.kind() == Change.Kind.NOT_COMPARABLE) {
            lines.wrapped(whyNot(change, before, after), KIND_WIDTH, style.width());
        }
        lines.add(INDENT + "before  " + amount(change.before(), change.countedBefore(), before));
        lines.add(INDENT + "after   " + amount(change.after(), change.countedAfter(), after));
    }

    private static String label(Change.Kind kind, Style style) {
        if (kind == Change.Kind.NOT_COMPARABLE) {
            return words(kind) + "  ";
        }
        String word = String.format(Locale.ROOT, "%-" + KIND_WIDTH + "s", words(kind));
        return kind.compareTo(Change.Kind.SAME) < 0 ? style.bad(word) : style.good(word);
    }

    private static String words(Change.Kind kind) {
        return switch (kind) {
            case SAME -> "the same";
            case NOT_COMPARABLE -> "not comparable";
            default -> kind.word();
        };
    }

    private static String whyNot(Change change, Diagnosis before, Diagnosis after) {
        LeakSite first = change.before();
        LeakSite second = change.after();
        if (first == null || second == null) {
            return "the recording without it is no longer than the limit of "
                    + Style.duration((first == null ? before : after).closeWaitLimit())
                    + ", so that it could not have been found there";
        }
        return "none came to have the problem while "
                + (first.ratePerSecond() == 0 && second.ratePerSecond() == 0
                        ? "either was recorded"
                        : first.ratePerSecond() == 0 ? "the first was recorded" : "the second was recorded");
    }

    private static String amount(LeakSite site, long counted, Diagnosis in) {
        if (site == null) {
            return counted == 0 ? "none" : "none recorded, " + CountedText.number(counted) + " only counted";
        }
        return Style.count(site.connections(), "connection") + ", " + site.stillOpen() + " "
                + SiteText.stillOpen(site.held()) + ", "
                + (counted == 0 ? "" : "and " + CountedText.number(counted) + " more only counted, ")
                + (site.ratePerSecond() == 0 && counted == 0
                        ? "none of them since it began"
                        : Style.rate(site.ratePerSecond() + perSecond(counted, in)));
    }

    private static double perSecond(long connections, Diagnosis in) {
        return connections * 1000.0 / Math.max(1, in.recording().duration().toMillis());
    }

    private static String rate(long connections, Diagnosis in) {
        return Style.rate(perSecond(connections, in));
    }

    private static void addRushes(
            List<AggregatedChange> rushes, Diagnosis before, Diagnosis after, Style style, Lines lines) {
        if (rushes.isEmpty()) {
            return;
        }
        lines.blank().add("opened faster than the option detail allows, so only counted:");
        for (AggregatedChange rush : rushes.subList(0, Math.min(RUSHES, rushes.size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-" + KIND_WIDTH + "s%s",
                    rush.role().name().toLowerCase(Locale.ROOT),
                    style.bold(rush.opened())));
            lines.add(INDENT + "before  " + amount(rush.before(), before, style));
            lines.add(INDENT + "after   " + amount(rush.after(), after, style));
        }
        if (rushes.size() > RUSHES) {
            lines.add("and " + Style.count(rushes.size() - RUSHES, "more place"));
        }
    }

    private static String amount(CountedOpenings openings, Diagnosis in, Style style) {
        return openings == null
                ? "none"
                : CountedText.connections(openings, style)
                        + ", "
                        + CountedText.number(openings.closedFirst()) + " of them closed before the peer, "
                        + rate(openings.connections(), in);
    }

    private static void notKnown(String which, Diagnosis diagnosis, Style style, Lines lines) {
        Lines unknown = new Lines();
        Verdict.addNotKnown(diagnosis, style, unknown);
        if (!unknown.toString().isEmpty()) {
            lines.add(unknown.toString().replace("Not known", "Not known of " + which));
        }
    }
}
