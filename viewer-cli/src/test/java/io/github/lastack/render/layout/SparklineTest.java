// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
    private static final Style ASCII = new Style(false, 80, false, false);

    @Test
    void column_eachNumber_isItsShareOfTheGreatest() {
        assertThat(Sparkline.of(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), 20, Style.PLAIN))
                .isEqualTo(" ▁▂▃▄▅▆▇█");
        assertThat(Sparkline.of(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), 20, ASCII)).isEqualTo(" .,:-=+*#");
    }

    @Test
    void number_small_isStillSeen() {
        assertThat(Sparkline.of(List.of(1, 1_000_000), 20, Style.PLAIN)).isEqualTo("▁█");
    }

    @Test
    void column_severalNumbers_isTheGreatest() {
        assertThat(Sparkline.of(List.of(0, 8, 0, 0, 0, 4), 3, Style.PLAIN)).isEqualTo("█ ▄");
    }

    @Test
    void number_last_isInTheLastColumn() {
        for (int room = 1; room < 60; room++) {
            List<Integer> numbers = new ArrayList<>(Collections.nCopies(59, 0));
            numbers.add(7);

            assertThat(Sparkline.of(numbers, room, Style.PLAIN)).hasSize(room).endsWith("█");
        }
    }

    @Test
    void numbers_none_areSpaces() {
        assertThat(Sparkline.of(List.of(0, 0), 2, Style.PLAIN)).isBlank();
        assertThat(Sparkline.of(List.of(), 2, Style.PLAIN)).isEmpty();
    }
}
