// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.render.Style;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @Test
    void colourNeedsATerminalAndNoWordAgainstIt() {
        assertThat(terminal(Map.of()).colour()).isTrue();
        assertThat(terminal(Map.of("NO_COLOR", "")).colour()).isTrue();
        assertThat(terminal(Map.of("NO_COLOR", "1")).colour()).isFalse();
        assertThat(terminal(Map.of("TERM", "dumb")).colour()).isFalse();
        assertThat(pipe(Map.of()).colour()).isFalse();
    }

    @Test
    void widthIsTheTerminals() {
        assertThat(terminal(Map.of()).width()).isEqualTo(87);
        assertThat(terminal(Map.of("COLUMNS", "132")).width()).isEqualTo(132);
        assertThat(terminal(Map.of("COLUMNS", "wide")).width()).isEqualTo(87);
        assertThat(terminal(Map.of("COLUMNS", "20")).width()).isEqualTo(60);
        assertThat(pipe(Map.of("COLUMNS", "132")).width()).isEqualTo(100);
    }

    @Test
    void widthThatNobodyKnowsIsTheDefault() {
        assertThat(Terminal.style(true, Map.of(), "UTF-8", () -> 0).width()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, true", "utf8, true", "ANSI_X3.4-1968, false", "ISO-8859-1, false", "'', false"})
    void onlyUnicodeTerminalsGetMoreThanAscii(String charset, boolean unicode) {
        assertThat(Terminal.style(true, Map.of(), charset, () -> 87).unicode()).isEqualTo(unicode);
    }

    private static Style terminal(Map<String, String> environment) {
        return Terminal.style(true, environment, "UTF-8", () -> 87);
    }

    private static Style pipe(Map<String, String> environment) {
        return Terminal.style(false, environment, "UTF-8", () -> {
            throw new AssertionError("a pipe has no width to ask for");
        });
    }
}
