// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Change;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.LeakSite;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code lastack diff}: what changed between two recordings, the worst news first. */
public final class DiffText {
    private static final int KIND_WIDTH = 8;

    private DiffText() {}

    public static String of(Diagnosis before, Diagnosis after, List<Change> changes, Style style) {
        Lines lines = new Lines();
        lines.add(style.bold(headline(changes)));
        lines.add(style.faint("before  " + Verdict.recording(before)));
        lines.add(style.faint("after   " + Verdict.recording(after)));
        for (Change change : changes) {
            if (change.kind() != Change.Kind.SAME) {
                add(change, before, after, style, lines.blank());
            }
        }
        notKnown("before", before, style, lines);
        notKnown("after", after, style, lines);
        return lines.toString();
    }

    /** {@code 2 places came, 1 grew, 3 the same}. */
    private static String headline(List<Change> changes) {
        if (changes.isEmpty()) {
            return "no leak found in either";
        }
        return Stream.of(Change.Kind.values())
                .filter(kind -> Change.of(changes, kind).findAny().isPresent())
                .map(kind ->
                        Change.of(changes, kind).count() + " " + (kind == Change.Kind.SAME ? "the same" : kind.word()))
                .collect(Collectors.joining(", "));
    }

    private static void add(Change change, Diagnosis before, Diagnosis after, Style style, Lines lines) {
        LeakSite site = change.site();
        String kind = String.format(
                Locale.ROOT, "%-" + KIND_WIDTH + "s", change.kind().word());
        boolean worse = change.kind().compareTo(Change.Kind.SAME) < 0;
        lines.add((worse ? style.bad(kind) : style.good(kind)) + site.problem().word() + " / "
                + site.cause().word());
        String indent = " ".repeat(KIND_WIDTH);
        lines.add(indent + style.bold(site.blame()));
        lines.add(indent + "before  " + amount(change.before(), before));
        lines.add(indent + "after   " + amount(change.after(), after));
    }

    private static String amount(LeakSite site, Diagnosis in) {
        if (site == null) {
            return "none";
        }
        double seconds = Math.max(1, in.recording().duration().toMillis()) / 1000.0;
        return Style.count(site.connections(), "connection") + ", " + site.stillOpen() + " still open, "
                + Style.rate(site.connections() / seconds);
    }

    private static void notKnown(String which, Diagnosis diagnosis, Style style, Lines lines) {
        Lines unknown = new Lines();
        Verdict.addNotKnown(diagnosis, style, unknown);
        if (!unknown.toString().isEmpty()) {
            lines.add(unknown.toString().replace("Not known", "Not known of " + which));
        }
    }
}
