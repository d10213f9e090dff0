// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameNameTest {
    @ParameterizedTest
    @CsvSource({
        "60, com.acme.shop.PriceFeed.poll(PriceFeed.java:31)",
        "47, com.acme.shop.PriceFeed.poll(PriceFeed.java:31)",
        "46, c.acme.shop.PriceFeed.poll(PriceFeed.java:31)",
        "44, c.a.shop.PriceFeed.poll(PriceFeed.java:31)",
        "40, c.a.s.PriceFeed.poll(PriceFeed.java:31)",
        "38, PriceFeed.poll(PriceFeed.java:31)",
        "32, PriceFeed.poll:31",
        "3, PriceFeed.poll:31"
    })
    void frame_inLittleRoom_losesItsPackagesThenItsFile(int room, String fitting) {
        assertThat(FrameName.fitting("com.acme.shop.PriceFeed.poll(PriceFeed.java:31)", room))
                .isEqualTo(fitting);
    }

    @ParameterizedTest
    @CsvSource({"Main.main(Main.java), 5", "unknown, 3", "'', 3", "a.B.c(Unknown Source), 9"})
    void frame_withoutALine_isNotCut(String frame, int room) {
        assertThat(FrameName.fitting(frame, room)).isEqualTo(frame.replace("a.B", "B"));
    }
}
