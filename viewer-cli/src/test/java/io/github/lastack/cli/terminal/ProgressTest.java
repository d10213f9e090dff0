// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final int TOTAL = 1000;

    private final StringWriter terminal = new StringWriter();
    private long millis;

    @Test
    void bar_shortRead_isNotShown() {
        try (Progress progress = shown()) {
            millis = 999;
            progress.accept(500);
        }

        assertThat(terminal).hasToString("");
    }

    @Test
    void bar_longRead_showsTheShare() {
        Progress progress = shown();
        millis = 1_000;
        progress.accept(500);

        assertThat(terminal).hasToString("\r\033[Kreading [###############               ] 50 %");
    }

    @Test
    void bar_manyUpdates_isDrawnFiveTimesASecondAtMost() {
        Progress progress = shown();
        for (millis = 1_000; millis < 2_000; millis += 10) {
            progress.accept(1);
        }

        assertThat(terminal.toString().split("\r", -1)).hasSize(1 + 5);
    }

    @Test
    void bar_finished_isCleared() {
        try (Progress progress = shown()) {
            millis = 1_000;
            progress.accept(TOTAL);
        }

        assertThat(terminal.toString()).endsWith("100 %\r\033[K");
    }

    @Test
    void bar_compressedInput_showsTheAmountOnly() {
        Progress progress = shown();
        millis = 1_000;
        progress.accept(5L << 20);

        assertThat(terminal.toString()).endsWith("reading: 5 MB");
    }

    @Test
    void bar_withoutTerminal_isNotDrawn() {
        try (Progress progress = new Progress(null, TOTAL, () -> 0)) {
            millis = 5_000;
            progress.accept(TOTAL);
        }

        assertThat(terminal).hasToString("");
    }

    private Progress shown() {
        return new Progress(new PrintWriter(terminal), TOTAL, () -> TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
