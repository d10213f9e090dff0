// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlameReasonsTest {
    @Test
    void oneReason_isSaidAlone() {
        assertThat(words(Map.of(Reason.END_OF_STREAM, 8))).isEqualTo("read its end of stream");
    }

    @Test
    void lastAndEarlierUses_areOneReason_ofWhichSomeAreExact() {
        assertThat(words(Map.of(Reason.LAST_USE, 14, Reason.EARLIER_USE, 9)))
                .isEqualTo("used it last (exact in 14 of 23)");
    }

    @Test
    void earlierUsesAlone_areSaidToBeEarlier() {
        assertThat(words(Map.of(Reason.EARLIER_USE, 9))).isEqualTo("used it, up to 3 s before its last use");
    }

    @Test
    void earlierUses_ofWhichNobodyKnowsHowMuchEarlier_areNotSaidToBe() {
        assertThat(new BlameReasons(Map.of(Reason.EARLIER_USE, 9), Duration.ZERO).words())
                .isEqualTo("used it");
    }

    @Test
    void severalReasons_areSaidWithTheStrongestFirst() {
        assertThat(words(Map.of(Reason.OPENED, 2, Reason.HELD_NOW, 6)))
                .isEqualTo("the thread that used it last was here when sampled (6 of 8), opened it (2 of 8)");
    }

    @Test
    void noReason_isSaidNothingOf() {
        assertThat(new BlameReasons(Map.of(Reason.NONE, 3), Duration.ZERO).isEmpty())
                .isTrue();
    }

    private static String words(Map<Reason, Integer> connections) {
        return new BlameReasons(connections, Duration.ofMillis(2_100)).words();
    }
}
