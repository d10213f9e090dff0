// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.Role;
import io.github.lastack.replay.CountedOpenings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said of the connections that were opened too fast to be told of one by one. */
final class CountedText {
    private CountedText() {}

    /** To be said after how many there are; empty if none was only counted. */
    static String more(Diagnosis diagnosis) {
        return diagnosis.onlyCounted() == 0
                ? ""
                : " one by one and " + number(diagnosis.onlyCounted()) + " more by site";
    }

    /** A line for all of them, then one for each of the sites that opened most. */
    static List<String> lines(Diagnosis diagnosis, int named) {
        List<String> lines = new ArrayList<>();
        if (diagnosis.counted().isEmpty()) {
            return lines;
        }
        lines.add(number(diagnosis.onlyCounted())
                + " connections, opened faster than they are told of one by one (the agent's option detail); what is said of"
                + " single connections leaves them out");
        diagnosis.counted().stream().limit(named).forEach(each -> lines.add(line(each)));
        int others = diagnosis.counted().size() - named;
        if (named > 0 && others > 0) {
            lines.add("and " + Style.count(others, "more site"));
        }
        return lines;
    }

    private static String line(Diagnosis.Counted counted) {
        CountedOpenings openings = counted.openings();
        return Style.count(openings.connections(), "connection")
                + (openings.role() == Role.CLIENT ? " opened by " : " accepted by ")
                + counted.opened()
                + inferred(openings)
                + ": "
                + number(openings.closed())
                + " closed, "
                + number(openings.closedFirst())
                + " of them before the peer"
                + (openings.described() == 0
                        ? ""
                        : "; " + number(openings.described())
                                + (openings.described() == 1 ? " stayed open and is" : " stayed open and are")
                                + " told of after all");
    }

    private static String inferred(CountedOpenings openings) {
        return openings.inferred() == 0
                ? ""
                : " (" + number(openings.inferred()) + " of them inferred from what their threads had opened before)";
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
