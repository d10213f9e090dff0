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
import io.github.lastack.render.phrase.AggregatedText;
import io.github.lastack.render.phrase.SiteText;
import io.github.lastack.render.phrase.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code lastack diff}: what changed between two recordings, the worst changes first. */
public final class DiffText {
    private static final int KIND_WIDTH = 8;
    private static final String INDENT = " ".repeat(KIND_WIDTH);

    /** The most sites with aggregated connections that are named. */
    private static final int NAMED = 5;

    private DiffText() {}

    public static String of(Diagnosis before, Diagnosis after, List<Change> changes, Style style) {
        Lines lines = new Lines();
        List<AggregatedChange> aggregated = AggregatedChange.between(before, after);
        lines.add(style.bold(headline(before, after, changes, aggregated)));
        lines.add(style.faint("before  " + Verdict.recordingByFile(before, style)));
        lines.add(style.faint("after   " + Verdict.recordingByFile(after, style)));
        for (Change change : changes) {
            if (change.kind() != Change.Kind.SAME) {
                add(change, before, after, style, lines.blank());
            }
        }
        addAggregated(aggregated, before, after, style, lines);
        notKnown("before", before, style, lines);
        notKnown("after", after, style, lines);
        return lines.toString();
    }

    /** {@code 2 came, 1 grew, 3 unchanged}. */
    private static String headline(
            Diagnosis before, Diagnosis after, List<Change> changes, List<AggregatedChange> aggregated) {
        String counted = aggregated.isEmpty()
                ? ""
                : "; " + Style.count(aggregated.size(), "site") + " with aggregated connections";
        if (changes.isEmpty()) {
            boolean judged = before.judgement().isWhole() && after.judgement().isWhole();
            return (judged ? "no leak found in either" : "nothing found in either, but not everything could be judged")
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
            case SAME -> "unchanged";
            case NOT_COMPARABLE -> "not comparable";
            default -> kind.word();
        };
    }

    private static String whyNot(Change change, Diagnosis before, Diagnosis after) {
        LeakSite first = change.before();
        LeakSite second = change.after();
        if (first == null || second == null) {
            return "the other recording is no longer than the limit of "
                    + Style.duration((first == null ? before : after).closeWaitLimit())
                    + ", so it could not have been found there";
        }
        return "no connection got the problem during "
                + (first.ratePerSecond() == 0 && second.ratePerSecond() == 0
                        ? "either recording"
                        : first.ratePerSecond() == 0 ? "the first recording" : "the second recording");
    }

    private static String amount(LeakSite site, long counted, Diagnosis in) {
        if (site == null) {
            return counted == 0
                    ? "none"
                    : "none recorded individually, " + AggregatedText.number(counted) + " aggregated";
        }
        if (site.problem().isOfListeners()) {
            return SiteText.amount(site);
        }
        String connections =
                site.problem().isFailure() ? SiteText.amount(site) : Style.count(site.connections(), "connection");
        return connections + ", " + open(site) + ", "
                + (counted == 0 ? "" : AggregatedText.number(counted) + " more aggregated, ")
                + (site.ratePerSecond() == 0 && counted == 0
                        ? "none of them since the recording began"
                        : Style.rate(site.ratePerSecond() + perSecond(counted, in)));
    }

    private static String open(LeakSite site) {
        boolean one = site.connections() == 1;
        if (site.stillOpen() == 0) {
            return one ? "no longer open" : "none still open";
        }
        String all = one ? "" : site.stillOpen() == site.connections() ? "all " : site.stillOpen() + " ";
        return all + SiteText.stillOpen(site.held());
    }

    private static double perSecond(long connections, Diagnosis in) {
        return connections * 1000.0 / Math.max(1, in.recording().duration().toMillis());
    }

    private static String rate(long connections, Diagnosis in) {
        return Style.rate(perSecond(connections, in));
    }

    private static void addAggregated(
            List<AggregatedChange> aggregated, Diagnosis before, Diagnosis after, Style style, Lines lines) {
        if (aggregated.isEmpty()) {
            return;
        }
        lines.blank().add("Aggregated (opened faster than the option detail allows):");
        for (AggregatedChange change : aggregated.subList(0, Math.min(NAMED, aggregated.size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-" + KIND_WIDTH + "s%s",
                    change.role().name().toLowerCase(Locale.ROOT),
                    style.bold(change.opened())));
            lines.add(INDENT + "before  " + amount(change.before(), before, style));
            lines.add(INDENT + "after   " + amount(change.after(), after, style));
        }
        if (aggregated.size() > NAMED) {
            lines.add("and " + Style.count(aggregated.size() - NAMED, "more site"));
        }
    }

    private static String amount(CountedOpenings openings, Diagnosis in, Style style) {
        return openings == null
                ? "none"
                : AggregatedText.connections(openings, style)
                        + ", "
                        + AggregatedText.number(openings.closedFirst()) + " of them closed before the peer, "
                        + rate(openings.connections(), in);
    }

    private static void notKnown(String which, Diagnosis diagnosis, Style style, Lines lines) {
        Lines unknown = new Lines();
        Verdict.addNotKnown(diagnosis, style, unknown);
        if (!unknown.toString().isEmpty()) {
            lines.add(unknown.toString().replace("Not known", "Not known (" + which + ")"));
        }
    }
}
