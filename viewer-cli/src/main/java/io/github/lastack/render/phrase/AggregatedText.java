// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.model.Role;
import io.github.lastack.render.layout.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The connections that were aggregated, since they were opened too fast to be recorded individually. */
public final class AggregatedText {
    private AggregatedText() {}

    /** Follows the number of connections: {@code , 6,612 more aggregated}; empty if none was aggregated. */
    static String more(Diagnosis diagnosis) {
        return diagnosis.onlyCounted() == 0 ? "" : ", " + number(diagnosis.onlyCounted()) + " more aggregated";
    }

    /** A line for the total, then one for each of the sites that opened the most connections. */
    public static List<String> lines(Diagnosis diagnosis, int named, Style style) {
        List<String> lines = new ArrayList<>();
        if (diagnosis.counts().isEmpty()) {
            return lines;
        }
        lines.add(number(diagnosis.onlyCounted())
                + (diagnosis.onlyCounted() == 1 ? " more connection was" : " more connections were")
                + " aggregated (rate above detail); per-connection figures exclude "
                + (diagnosis.onlyCounted() == 1 ? "it" : "them"));
        diagnosis.counted().stream().limit(named).forEach(each -> lines.add(line(each, style)));
        int others = diagnosis.counted().size() - named;
        if (named > 0 && others > 0) {
            lines.add("and " + Style.count(others, "more site"));
        }
        return lines;
    }

    private static String line(Diagnosis.Counted counted, Style style) {
        CountedOpenings openings = counted.openings();
        return connections(openings, style)
                + (openings.role() == Role.CLIENT ? " opened by " : " accepted by ")
                + counted.opened()
                + ": "
                + number(openings.closed())
                + " closed, "
                + number(openings.closedFirst())
                + " of them before the peer"
                + (openings.described() == 0
                        ? ""
                        : "; "
                                + number(openings.described())
                                + " stayed open and "
                                + (openings.described() == 1 ? "was" : "were")
                                + " recorded individually");
    }

    /** {@code 12,400 ± 310 connections (estimate)}, with the standard error where it is known. */
    public static String connections(CountedOpenings openings, Style style) {
        long error = Math.round(openings.standardError());
        return number(openings.connections())
                + (error == 0 ? "" : (style.unicode() ? " ± " : " +/- ") + number(error))
                + (openings.connections() == 1 ? " connection" : " connections")
                + (openings.estimated() == 0 ? "" : " (estimate)");
    }

    public static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
