// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST = 100;

    private final ErrorBudget errors = new ErrorBudget();

    @Test
    void budget_isExceededByTheHundredAndFirstErrorOfAMinute() {
        assertThat(exceededWithin(MOST, 0)).isFalse();
        assertThat(exceededWithin(1, MINUTE)).isTrue();
        assertThat(errors.count()).isEqualTo(MOST + 1);
    }

    @Test
    void budget_beginsAnewAfterAMinute() {
        assertThat(exceededWithin(MOST, 0)).isFalse();
        assertThat(exceededWithin(MOST, MINUTE + 1)).isFalse();
    }

    @Test
    void agentThatHasGivenUp_doesNotGiveUpAgainUntilItBeginsAnew() {
        assertThat(exceededWithin(MOST + 1, 0)).isTrue();
        errors.giveUp();
        assertThat(errors.hasGivenUp()).isTrue();
        assertThat(exceededWithin(1, 0)).isFalse();
        errors.beginAnew(null);
        assertThat(errors.hasGivenUp()).isFalse();
        assertThat(exceededWithin(MOST, 0)).isFalse();
        assertThat(exceededWithin(1, 0)).isTrue();
    }

    @Test
    void lastError_saysWhatWasThrownAndWhere() {
        errors.isExceededBy(new IllegalStateException("for the test"), 0);
        assertThat(errors.last())
                .startsWith("java.lang.IllegalStateException: for the test at " + ErrorBudgetTest.class.getName());
    }

    @Test
    void errorThatCannotBeDescribed_isNamedByItsType() {
        errors.isExceededBy(
                new OutOfMemoryError() {
                    @Override
                    public String toString() {
                        throw this;
                    }
                },
                0);
        assertThat(errors.last()).isEqualTo("java.lang.OutOfMemoryError");
        assertThat(errors.count()).isEqualTo(1);
    }

    /** Returns whether the last of so many errors was one too many. */
    private boolean exceededWithin(int number, long nanos) {
        boolean exceeded = false;
        for (int i = 0; i < number; i++) {
            exceeded = errors.isExceededBy(new Error(), nanos);
        }
        return exceeded;
    }
}
