// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Judgement;
import io.github.lastack.render.layout.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What could not be judged, and what to do about it: "no leak found" is printed only if a leak would have been found.
 */
public final class JudgementText {
    private JudgementText() {}

    /** The headline of a diagnosis without a site. */
    static String headline(Judgement judgement) {
        if (judgement.isWhole()) {
            return "no leak found";
        }
        return "leaks could not be judged: "
                + (!judgement.unread().isEmpty()
                        ? "the recording is incomplete"
                        : !judgement.tooShort().isEmpty()
                                ? "the recording is shorter than the limit"
                                : !judgement.failedHooks().isEmpty()
                                        ? "the agent could not watch every method"
                                        : "the kernel could not be asked");
    }

    /** One sentence for each reason, with what to do where the user can do something. */
    public static List<String> reasons(Judgement judgement) {
        List<String> reasons = new ArrayList<>(judgement.unread());
        judgement
                .tooShort()
                .forEach(each -> reasons.add(reason(each, judgement.tooShort().size() > 1)));
        judgement.failedHooks().forEach(hook -> reasons.add("the agent could not watch " + hook));
        if (judgement.kernelNotAsked()) {
            reasons.add("the kernel could not be asked: a peer's close that nobody reads is not seen");
        }
        return reasons;
    }

    private static String reason(Judgement.TooShort tooShort, boolean several) {
        String recorded = Style.duration(tooShort.recorded());
        return (tooShort.attachedLater()
                        ? "the agent watched for " + recorded + ", which is shorter than the limit of "
                        : "the recording is shorter than the limit: " + recorded + " of ")
                + Style.duration(tooShort.limit())
                + (several ? " (" + tooShort.instance() + ")" : "")
                + ", with " + Style.count(tooShort.open(), "connection")
                + " open at its end; record longer, or set closewait=TIME";
    }

    /** {@code 5 in CLOSE_WAIT for less than 10 s (below the reporting limit)}; empty if there are none. */
    public static String tooYoung(Diagnosis diagnosis, String where) {
        return tooYoung(diagnosis.closeWaitWithinLimit(), diagnosis.closeWaitLimit(), where);
    }

    public static String tooYoung(int connections, Duration limit, String where) {
        return connections == 0
                ? ""
                : connections + " " + where + "for less than " + Style.duration(limit) + " (below the reporting limit)";
    }
}
