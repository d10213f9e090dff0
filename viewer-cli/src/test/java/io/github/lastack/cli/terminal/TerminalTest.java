// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.render.layout.Style;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    private static final Terminal.Size SIZE = new Terminal.Size(24, 87);

    @Test
    void colour_terminal_dependsOnEnvironment() {
        assertThat(terminal(Map.of()).colour()).isTrue();
        assertThat(terminal(Map.of("NO_COLOR", "")).colour()).isTrue();
        assertThat(terminal(Map.of("NO_COLOR", "1")).colour()).isFalse();
        assertThat(terminal(Map.of("TERM", "dumb")).colour()).isFalse();
        assertThat(pipe(Map.of()).colour()).isFalse();
    }

    @Test
    void width_terminal_isTheTerminals() {
        assertThat(terminal(Map.of()).width()).isEqualTo(87);
        assertThat(terminal(Map.of("COLUMNS", "132")).width()).isEqualTo(132);
        assertThat(terminal(Map.of("COLUMNS", "wide")).width()).isEqualTo(87);
        assertThat(terminal(Map.of("COLUMNS", "20")).width()).isEqualTo(60);
        assertThat(pipe(Map.of("COLUMNS", "132")).width()).isEqualTo(100);
    }

    @Test
    void width_unknown_isTheDefault() {
        assertThat(Terminal.style(true, Map.of(), "UTF-8", () -> Terminal.Size.UNKNOWN)
                        .width())
                .isEqualTo(100);
    }

    @Test
    void height_ofATerminal_isWhatItSaysOrTheEnvironment() {
        assertThat(terminal(Map.of()).rows()).isEqualTo(24);
        assertThat(terminal(Map.of("COLUMNS", "132")).rows()).isEqualTo(24);
        assertThat(terminal(Map.of("LINES", "50")).rows()).isEqualTo(50);
        assertThat(terminal(Map.of("LINES", "many")).rows()).isEqualTo(24);
    }

    @Test
    void height_ofAPipeOrAnUnknownTerminal_isNone() {
        assertThat(pipe(Map.of("LINES", "50")).rows()).isZero();
        assertThat(Terminal.style(true, Map.of(), "UTF-8", () -> Terminal.Size.UNKNOWN)
                        .rows())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, true", "utf8, true", "ANSI_X3.4-1968, false", "ISO-8859-1, false", "'', false"})
    void unicode_otherCharset_isOff(String charset, boolean unicode) {
        assertThat(Terminal.style(true, Map.of(), charset, () -> SIZE).unicode())
                .isEqualTo(unicode);
    }

    private static Style terminal(Map<String, String> environment) {
        return Terminal.style(true, environment, "UTF-8", () -> SIZE);
    }

    private static Style pipe(Map<String, String> environment) {
        return Terminal.style(false, environment, "UTF-8", () -> {
            throw new AssertionError("a pipe has no size to ask for");
        });
    }
}
