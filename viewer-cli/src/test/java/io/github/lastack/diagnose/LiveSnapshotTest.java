// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Told.counted;
import static io.github.lastack.scenario.Told.sampled;
import static io.github.lastack.scenario.Told.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.model.Role;
import io.github.lastack.scenario.Scenario;
import org.junit.jupiter.api.Test;

class LiveSnapshotTest {
    @Test
    void rates_ofWhatWasOnlyCounted_areOfTheExactTotals() {
        LiveSnapshot.Rates rates = rates(
                scenario().with(sampled(9, Role.CLIENT, 7, 25, 4, 90, 80, 0), total(9, Role.CLIENT, 120, 110, 107, 0)));

        assertThat(rates.opened()).isEqualTo(12);
        assertThat(rates.onlyCounted()).isEqualTo(12);
        assertThat(rates.closed()).isEqualTo(11);
    }

    @Test
    void rates_anOlderAgentHasNoTotals_areOfItsSites() {
        LiveSnapshot.Rates rates = rates(
                scenario().with(counted(9, Role.CLIENT, 7, 100, 90, 80, 0), counted(9, Role.SERVER, 7, 50, 40, 0, 0)));

        assertThat(rates.opened()).isEqualTo(15);
        assertThat(rates.closed()).isEqualTo(13);
    }

    private static LiveSnapshot.Rates rates(Scenario scenario) {
        return LiveSnapshot.of(scenario.endsAt(10)).rates();
    }
}
