// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackBudgetTest {
    private static final int PER_TICK = 10;

    private final StackBudget budget = new StackBudget(PER_TICK);

    @Test
    void fewUses_allHaveTheirStackTaken_alsoOfTheSameConnectionAgain() {
        for (int tick = 0; tick < 5; tick++) {
            assertThat(granted(PER_TICK, 0, false)).isEqualTo(PER_TICK);
            budget.tick();
            budget.tick(); // a quiet one
        }
    }

    @Test
    void moreUsesThanThereIsBudgetFor_areRefused() {
        assertThat(granted(3 * PER_TICK, StackBudget.NONE_YET, true)).isEqualTo(PER_TICK);
    }

    @Test
    void manyUses_areRefusedToConnectionsWhoseStackIsYoung() {
        exhaust(3);

        assertThat(grants(1, false)).isFalse();
        assertThat(grants(StackBudget.NONE_YET, false)).isTrue();
        assertThat(grants(4, false)).isTrue();
    }

    @Test
    void newThread_isGrantedAtAQuarterOfTheAge() {
        exhaust(4); // 8 ticks have to pass now

        assertThat(grants(3, false)).isFalse();
        assertThat(grants(3, true)).isTrue();
        assertThat(grants(1, true)).isFalse();
    }

    @Test
    void budgetThatIsHardlyUsed_isOpenToAllAgain() {
        exhaust(4);
        for (int quiet = 0; quiet < 5; quiet++) {
            budget.tick();
        }

        assertThat(grants(0, false)).isTrue();
    }

    private boolean grants(int age, boolean isNewThread) {
        return budget.isOpenFor(age, isNewThread) && budget.takes();
    }

    private void exhaust(int ticks) {
        for (int tick = 0; tick < ticks; tick++) {
            granted(2 * PER_TICK, StackBudget.NONE_YET, false);
            budget.tick();
        }
    }

    private int granted(int asked, int age, boolean isNewThread) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += grants(age, isNewThread) ? 1 : 0;
        }
        return granted;
    }
}
