// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.history.BindFailure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is worth knowing and is no problem, in sentences without a full stop. */
public final class NoteText {
    private static final int PORTS = 3;

    private NoteText() {}

    /**
     * @param place where they were opened
     * @param least how long the one that was used last has been unused
     * @param most how long the one that was used first has been unused
     */
    static String ofUnused(int connections, String remote, String place, Duration least, Duration most) {
        String pause = least.toSeconds() == most.toSeconds()
                ? String.format(Locale.ROOT, "%,d s", most.toSeconds())
                : String.format(Locale.ROOT, "%,d to %,d s", least.toSeconds(), most.toSeconds());
        return connections + " ESTABLISHED to " + remote + ", opened at " + place + ", unused for " + pause
                + ", none closed; their number does not grow";
    }

    /** @param failed binds on the way to a free port, all of one place */
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
