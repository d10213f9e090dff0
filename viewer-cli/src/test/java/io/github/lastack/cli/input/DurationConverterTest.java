// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationConverterTest {
    private final DurationConverter times = new DurationConverter();

    @ParameterizedTest
    @CsvSource({"100 ms, PT0.1S", "60s, PT1M", "2m, PT2M", "1 h, PT1H", "1d, PT24H", "5us, PT0.000005S", "0s, PT0S"})
    void time_inJfrNotation_isConverted(String text, Duration expected) {
        assertThat(times.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "s", "-1s", "1.5s", "PT1M", "1 week"})
    void time_malformed_isRefused(String text) {
        assertThatThrownBy(() -> times.convert(text)).hasMessageContaining("but was '" + text + "'");
    }

    @Test
    void unit_upperCase_isRefused() {
        assertThatThrownBy(() -> times.convert("1 MS")).hasMessageContaining("expected a time like 100ms");
    }
}
