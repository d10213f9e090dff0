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

/** What summary and sites say alike: the verdict, the recording, and what could not be known. */
public final class Verdict {
    /** As many files and main classes are named on a terminal. */
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
        String sinceBefore = (found == 1 ? " leaks" : " leak") + " since before the agent came";
        if (places.isEmpty()) {
            return style.bad(Style.count(found, "connection") + sinceBefore);
        }
        return style.bad(places(places) + (found == 0 ? "" : "; " + found + " more" + sinceBefore));
    }

    /** Whether it is no place in the code, but what the agent found: which place is not known. */
    private static boolean isFound(LeakSite site) {
        return site.isBlameUnknown() && site.isBeforeAgent();
    }

    /** {@code 4 places in the code leak connections, and 3 of them go on}. */
    private static String places(List<LeakSite> places) {
        boolean one = places.size() == 1;
        boolean leaks = places.stream()
                .allMatch(site -> !site.problem().isFailure() && !site.problem().isOfListeners());
        String what = leaks ? (one ? "leaks" : "leak") + " connections" : (one ? "needs" : "need") + " a look";
        long growing = places.stream().filter(site -> site.onset().growing()).count();
        String goesOn = growing == 0
                ? ""
                : one ? ", and goes on" : ", and " + growing + (growing == 1 ? " of them goes on" : " of them go on");
        return Style.count(places.size(), "place") + " in the code " + what + goesOn;
    }

    /** When it was recorded, of what, and where that is kept; the date comes first, however long the names are. */
    public static String recording(Diagnosis diagnosis, Style style) {
        List<String> files = diagnosis.recording().files();
        return recorded(diagnosis, style) + (files.isEmpty() ? "" : ", in " + few(files, style));
    }

    /** As {@link #recording} says it, after the names of the files. */
    public static String recordingByFile(Diagnosis diagnosis, Style style) {
        return String.join(", ", diagnosis.recording().files()) + ": " + recorded(diagnosis, style);
    }

    private static String recorded(Diagnosis diagnosis, Style style) {
        RecordingInfo info = diagnosis.recording();
        String of = diagnosis.mainClasses().isEmpty() ? "" : " of " + few(diagnosis.mainClasses(), style);
        return Style.period(info) + ", " + Style.duration(info.duration()) + of + ", "
                + Style.count(diagnosis.connectionCount(), "connection")
                + CountedText.more(diagnosis);
    }

    /** On a terminal the names of many do not push the rest from the screen. */
    private static String few(List<String> names, Style style) {
        boolean all = style.rows() == 0 || names.size() <= NAMED;
        return all
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED - 1)) + " and " + (names.size() - NAMED + 1) + " more";
    }

    public static String healthy(Diagnosis diagnosis) {
        if (!diagnosis.judgement().isWhole()) {
            return "Nothing was found, which proves nothing: what could not be judged is under \"Not known\".";
        }
        return (diagnosis.onlyCounted() == 0 ? "No" : "Of those recorded individually no")
                + " connection has been in CLOSE_WAIT for " + Style.duration(diagnosis.closeWaitLimit())
                + " or more, none was lost, left dead or left unread, and none was closed into TIME_WAIT where reuse"
                + " would have avoided it.";
    }

    /** What is worth knowing and is no problem. */
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

    /** Each line is one thing that the diagnosis cannot say, or could not see. */
    public static List<String> notKnown(Diagnosis diagnosis) {
        List<String> lines = new ArrayList<>(diagnosis.recording().losses());
        Diagnosis.Unknowns unknowns = diagnosis.unknowns();
        if (unknowns.closesLost() > 0) {
            lines.add("the close of " + Style.count(unknowns.closesLost(), "connection")
                    + " was not recorded (JFR drops events when it is saturated); not counted as open");
        }
        if (unknowns.unknownOpenings() > 0) {
            lines.add(Style.count(unknowns.unknownOpenings(), "connection")
                    + " opened before the recording: only the end was recorded");
        }
        if (unknowns.contradictions() > 0) {
            lines.add(Style.count(unknowns.contradictions(), "event") + " did not fit the state of the connection");
        }
        if (unknowns.suppressedErrors() > 0) {
            lines.add(Style.count(unknowns.suppressedErrors(), "error") + " inside the agent were suppressed");
        }
        JudgementText.reasons(diagnosis.judgement()).stream()
                .filter(reason -> !lines.contains(reason))
                .forEach(lines::add);
        return lines;
    }
}
