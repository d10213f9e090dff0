// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.history.BindFailure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Texts of notes, which are worth knowing and are no problem, as sentences without a full stop. */
public final class NoteText {
    private static final int PORTS = 3;

    private NoteText() {}

    /**
     * Returns the note on connections that are open and unused.
     *
     * @param place where the connections were opened
     * @param least how long the most recently used connection has been unused
     * @param most how long the least recently used connection has been unused
     */
    static String ofUnused(int connections, String remote, String place, Duration least, Duration most) {
        String pause = least.toSeconds() == most.toSeconds()
                ? String.format(Locale.ROOT, "%,d s", most.toSeconds())
                : String.format(Locale.ROOT, "%,d to %,d s", least.toSeconds(), most.toSeconds());
        return connections + " ESTABLISHED to " + remote + ", opened at " + place + ", unused for " + pause
                + ", none closed; their number does not grow";
    }

    /**
     * Returns the note on binds that failed on the way to a free port.
     *
     * @param failed the failed binds, all of one place
     */
    public static String ofPortSearch(String place, List<BindFailure> failed) {
        List<Integer> taken = failed.stream()
                .map(each -> each.fact().localPort())
                .distinct()
                .sorted()
                .toList();
        String ports = taken.stream().limit(PORTS).map(String::valueOf).collect(Collectors.joining(", "));
        String more = taken.size() > PORTS ? " and " + (taken.size() - PORTS) + " more" : "";
        return failed.size() + (failed.size() == 1 ? " bind" : " binds") + " failed while looking for a free port at "
                + place + ", which then got another one at once (taken: " + ports + more + ")";
    }
}
