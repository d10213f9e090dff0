// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.site.Onset;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.render.layout.Style;
import java.time.Duration;

/** When a site began to leak, and whether it still grows. */
final class SinceText {
    private SinceText() {}

    static String of(LeakSite site, RecordingInfo recording) {
        Onset onset = site.onset();
        int before = site.held().beforeAgent();
        if (site.isBeforeAgent()) {
            return "before the recording";
        }
        String since = before > 0
                ? "before the recording (" + before + " of them)"
                : onset.first().isBefore(recording.start())
                        ? Style.moment(onset.first(), recording) + ", before the recording"
                        : Style.moment(onset.first(), recording);
        if (onset.growing() && site.ratePerSecond() > 0) {
            String goesOn = site.stillOpen() > 0 ? ", growing by " : ", continuing at ";
            return since + goesOn + Style.rate(site.ratePerSecond());
        }
        if (site.held().young() > 0
                || onset.newest().equals(onset.first())
                || onset.newest().isBefore(recording.start())) {
            return since;
        }
        return since + "; the newest at " + Style.moment(onset.newest(), recording) + ", "
                + Style.duration(Duration.between(onset.newest(), recording.end())) + " before the end";
    }
}
