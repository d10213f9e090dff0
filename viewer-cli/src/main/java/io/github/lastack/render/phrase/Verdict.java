// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.util.ArrayList;
import java.util.List;

/** The parts that several commands share: the verdict, the recording, the notes, and what is not known. */
public final class Verdict {
    /** The most files and main classes that are named on a terminal. */
    private static final int NAMED = 3;

    private Verdict() {}

    public static String headline(Diagnosis diagnosis, Style style) {
        if (diagnosis.sites().isEmpty()) {
            String verdict = JudgementText.headline(diagnosis.judgement());
            return diagnosis.judgement().isWhole() ? style.good(verdict) : style.bold(verdict);
        }
        List<LeakSite> places =
                diagnosis.sites().stream().filter(site -> !isFound(site)).toList();
        int found = diagnosis.sites().stream()
                .filter(Verdict::isFound)
                .mapToInt(LeakSite::connections)
                .sum();
        String sinceBefore = " leaking since before the agent was attached";
        if (places.isEmpty()) {
            return style.bad(Style.count(found, "connection") + sinceBefore);
        }
        return style.bad(
                places(places) + (found == 0 ? "" : "; " + Style.count(found, "more connection") + sinceBefore));
    }

    /** Whether the site stands for connections that were stuck before the agent was attached: no code is known. */
    private static boolean isFound(LeakSite site) {
        return site.isBlameUnknown() && site.isBeforeAgent();
    }

    /** {@code 4 leak sites, 3 still growing}. */
    private static String places(List<LeakSite> places) {
        boolean one = places.size() == 1;
        boolean leaks = places.stream()
                .allMatch(site -> !site.problem().isFailure() && !site.problem().isOfListeners());
        long growing = places.stream().filter(site -> site.onset().growing()).count();
        String still = growing == 0 ? "" : one ? ", still growing" : ", " + growing + " still growing";
        return Style.count(places.size(), leaks ? "leak site" : "problem site") + still;
    }

    /** When the recording was made, of which program, and its files; the date comes first. */
    public static String recording(Diagnosis diagnosis, Style style) {
        List<String> files = diagnosis.recording().files();
        return recorded(diagnosis, style) + (files.isEmpty() ? "" : ", in " + few(files, style));
    }

    /** The names of the files, then the rest of {@link #recording}. */
    public static String recordingByFile(Diagnosis diagnosis, Style style) {
        return String.join(", ", diagnosis.recording().files()) + ": " + recorded(diagnosis, style);
    }

    private static String recorded(Diagnosis diagnosis, Style style) {
        RecordingInfo info = diagnosis.recording();
        String of = diagnosis.mainClasses().isEmpty() ? "" : " of " + few(diagnosis.mainClasses(), style);
        return Style.period(info) + ", " + Style.duration(info.duration()) + of + ", "
                + Style.count(diagnosis.connectionCount(), "connection")
                + AggregatedText.more(diagnosis);
    }

    /** All names, or on a terminal the first of many, so that the rest stays on the screen. */
    private static String few(List<String> names, Style style) {
        boolean all = style.rows() == 0 || names.size() <= NAMED;
        return all
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED - 1)) + " and " + (names.size() - NAMED + 1) + " more";
    }

    public static String healthy(Diagnosis diagnosis) {
        if (!diagnosis.judgement().isWhole()) {
            return "Nothing was found, but not everything could be judged: see \"Not known\".";
        }
        boolean all = diagnosis.onlyCounted() == 0;
        return (all ? "No connection was" : "Of the connections recorded individually, none was")
                + " in CLOSE_WAIT for "
                + Style.duration(diagnosis.closeWaitLimit()) + " or more, and none was lost, left dead or left unread. "
                + (all ? "No TIME_WAIT" : "None of their TIME_WAITs") + " could have been avoided by reuse.";
    }

    /** Adds what is worth knowing without being a problem. */
    public static void addNotes(Diagnosis diagnosis, Style style, Lines lines) {
        if (!diagnosis.notes().isEmpty()) {
            lines.blank().add("Notes");
            diagnosis.notes().forEach(note -> lines.wrapped(note, 2, style.width()));
        }
    }

    public static void addNotKnown(Diagnosis diagnosis, Style style, Lines lines) {
        addNotKnown(notKnown(diagnosis), style, lines);
    }

    public static void addNotKnown(List<String> unknown, Style style, Lines lines) {
        if (!unknown.isEmpty()) {
            lines.blank().add("Not known");
            unknown.forEach(line -> lines.wrapped(line, 2, style.width()));
        }
    }

    /** One line for each fact that could not be known. */
    public static List<String> notKnown(Diagnosis diagnosis) {
        List<String> lines = new ArrayList<>(diagnosis.recording().losses());
        Diagnosis.Unknowns unknowns = diagnosis.unknowns();
        if (unknowns.closesLost() > 0) {
            boolean one = unknowns.closesLost() == 1;
            lines.add(Style.count(unknowns.closesLost(), "close") + (one ? " was" : " were")
                    + " not recorded (JFR drops events when it is saturated); "
                    + (one ? "this connection is" : "these connections are") + " not counted as open");
        }
        if (unknowns.unknownOpenings() > 0) {
            lines.add(Style.count(unknowns.unknownOpenings(), "connection")
                    + " opened before the recording: only the end was recorded");
        }
        if (unknowns.contradictions() > 0) {
            lines.add(Style.count(unknowns.contradictions(), "event") + " did not fit the state of "
                    + (unknowns.contradictions() == 1 ? "its connection" : "their connections"));
        }
        if (unknowns.suppressedErrors() > 0) {
            lines.add(Style.count(unknowns.suppressedErrors(), "error") + " inside the agent "
                    + (unknowns.suppressedErrors() == 1 ? "was" : "were") + " suppressed");
        }
        JudgementText.reasons(diagnosis.judgement()).stream()
                .filter(reason -> !lines.contains(reason))
                .forEach(lines::add);
        return lines;
    }
}
