// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.render.layout.Style;
import java.util.stream.Collectors;

/** Connects without an answer, in one sentence. */
public final class HalfOpenText {
    private HalfOpenText() {}

    public static String of(HalfOpen waiting) {
        return Style.count(waiting.connections(), "connect") + " to " + waiting.remote()
                + " unanswered for " + (waiting.connections() == 1 ? "" : "up to ")
                + Style.duration(waiting.longest()) + syns(waiting) + timeouts(waiting) + ", opened by "
                + waiting.opened();
    }

    private static String syns(HalfOpen waiting) {
        return waiting.syns() == 0 ? "" : " (" + Style.count(waiting.syns(), "SYN") + " sent)";
    }

    private static String timeouts(HalfOpen waiting) {
        if (waiting.timeouts().isEmpty()) {
            return "";
        }
        return waiting.timeouts().stream()
                .map(timeout -> timeout.isZero() ? "no timeout" : "a timeout of " + Style.duration(timeout))
                .collect(Collectors.joining(" or ", ", with ", ""));
    }
}
