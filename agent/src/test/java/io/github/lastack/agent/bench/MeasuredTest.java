// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private final Measured measured = new Measured();

    /**
     * The measurement without a companion takes ten times as long from one turn to the next: the machine has become
     * busy.
     */
    @BeforeEach
    void busyInTheSecondRound() {
        measured.beginRound();
        turn(10, 12, 16);
        turn(10, 12, 16);
        measured.beginRound();
        turn(100, 122, 166);
    }

    @Test
    void turn_measured_isComparedWithTheSameTurnAlone() {
        assertEquals(1.2, measured.ratio("ours", 0).median(), 1e-9);
        assertEquals(2, measured.added("ours", 0).median(), 1e-9);
    }

    @Test
    void share_ofAdditions_isRoundByRound() {
        assertEquals(
                (2 / 6.0 + 22 / 66.0) / 2, measured.share("ours", "peer", 0).median(), 1e-9);
    }

    @Test
    void error_ofRounds_isByTheirMedians() {
        assertEquals(0.01, measured.ratio("ours", 0).error(), 1e-9);
    }

    private void turn(double alone, double ours, double peer) {
        measured.add(Map.of(
                Companions.ALONE, new double[] {alone}, "ours", new double[] {ours}, "peer", new double[] {peer}));
    }
}
