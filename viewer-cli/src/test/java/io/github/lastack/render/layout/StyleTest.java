// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "31299, 31.2 s",
        "59999, 59.9 s",
        "60000, 1 min",
        "252100, 4 min 12 s",
        "3600000, 1 h",
        "11100000, 3 h 5 min",
        "187200000, 2 d 4 h"
    })
    void duration_any_hasTwoUnitsAtMost(long millis, String text) {
        assertThat(Style.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"12.34, 12.3 a second", "1, 1 a second", "0.5, 30 a minute", "0.0133, 47.9 an hour"})
    void rate_any_isInTheLargestUnit(double perSecond, String text) {
        assertThat(Style.rate(perSecond)).isEqualTo(text);
    }

    @Test
    void count_any_isGroupedWithItsNoun() {
        assertThat(Style.count(1, "connection")).isEqualTo("1 connection");
        assertThat(Style.count(1200, "connection")).isEqualTo("1,200 connections");
    }

    @Test
    void text_plainStyle_isUnchanged() {
        assertThat(Style.PLAIN.bad("leak")).isEqualTo("leak");
        assertThat(new Style(true, 80).bad("leak")).isEqualTo("\u001b[1;31mleak\u001b[0m");
    }
}
