// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static io.github.lastack.diagnose.problem.Cause.ACCEPT_TOO_SLOW;
import static io.github.lastack.diagnose.problem.Cause.CLOSED_LATE;
import static io.github.lastack.diagnose.problem.Cause.END_OF_STREAM_IGNORED;
import static io.github.lastack.diagnose.problem.Cause.PORTS_EXHAUSTED;
import static io.github.lastack.diagnose.problem.Cause.SHORT_LIVED_CONNECTIONS;
import static io.github.lastack.diagnose.problem.Cause.UNUSED_AND_GROWING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.site.Held;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.site.Onset;
import io.github.lastack.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmc.flightrecorder.rules.Severity;

class SiteScoreTest {
    private static final int MANY = 100_000;

    @Test
    void leak_held_isAWarningThatGrowsWithTheNumber() {
        assertThat(SiteScore.of(site(END_OF_STREAM_IGNORED, 1, 1, false))).isEqualTo(75);
        assertThat(SiteScore.of(site(END_OF_STREAM_IGNORED, 10, 1, false))).isEqualTo(80);
        assertThat(SiteScore.of(site(END_OF_STREAM_IGNORED, MANY, 1, false))).isEqualTo(85);
        assertThat(SiteScore.of(site(END_OF_STREAM_IGNORED, MANY, 1, true))).isEqualTo(95);
    }

    @Test
    void leak_closedInTheEnd_isInformationHoweverManyThereAre() {
        assertThat(SiteScore.of(site(CLOSED_LATE, 1, 0, false))).isEqualTo(25);
        assertThat(SiteScore.of(site(CLOSED_LATE, MANY, 0, true))).isEqualTo(45);
    }

    @Test
    void site_thatMayBeIntended_isInformationHoweverManyThereAre() {
        assertThat(SiteScore.of(site(UNUSED_AND_GROWING, MANY, MANY, true))).isEqualTo(70);
    }

    @Test
    void calls_thatFail_areWorst() {
        assertThat(SiteScore.of(site(PORTS_EXHAUSTED, MANY, 0, true))).isEqualTo(100);
        assertThat(SiteScore.of(site(PORTS_EXHAUSTED, 1, 0, false))).isEqualTo(90);
        assertThat(SiteScore.of(site(ACCEPT_TOO_SLOW, 1, 0, false))).isEqualTo(75);
    }

    /** What it costs is in its detail; without the kernel's range of ports, it is not known. */
    @Test
    void timeWait_withoutAKnownRange_isTheLeastInformation() {
        assertThat(SiteScore.of(site(SHORT_LIVED_CONNECTIONS, MANY, 0, true))).isEqualTo(25);
    }

    @ParameterizedTest
    @EnumSource
    void cause_any_isNeverTakenForHealthy(Cause cause) {
        assertThat(Severity.get(SiteScore.of(site(cause, 1, 0, false)))).isIn(Severity.INFO, Severity.WARNING);
        assertThat(SiteScore.of(site(cause, Integer.MAX_VALUE, 1, true))).isLessThanOrEqualTo(100);
    }

    private static LeakSite site(Cause cause, int connections, int open, boolean growing) {
        Held held = new Held(open, 0, Map.of(), 0, 0, 0);
        Onset onset = new Onset(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, growing);
        return new LeakSite(
                new LeakSite.Identity(cause, Role.CLIENT, "com.acme.Feed.poll(Feed.java:58)", ""),
                new LeakSite.Extent(connections, held, null, onset, 0),
                null,
                new LeakSite.Peers(List.of(), List.of()),
                new LeakSite.Explanation("", "", new TimeWaitCost(List.of(), List.of()), null),
                null,
                null);
    }
}
