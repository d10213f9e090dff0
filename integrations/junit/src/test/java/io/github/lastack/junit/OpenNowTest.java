// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenNowTest {
    /** One of each: healthy, listening, in CLOSE_WAIT, dead, not connected, closed and kept, healthy and accepted. */
    private final OpenNow now = new OpenNow(new long[] {17, 2, 11, 0, 12, 1, 13, 2, 14, 3, 15, 4, 16, 5, 17, 6});

    @Test
    void suspects_areThoseThatShouldBeClosed() {
        assertThat(now.suspects(false, id -> true)).containsExactly(13, 14, 15, 16);
    }

    @Test
    void suspects_openIsALeak_areWhatThisSideOpenedToo() {
        assertThat(now.suspects(true, id -> true)).containsExactly(11, 13, 14, 15, 16);
    }

    @Test
    void suspects_areOnlyThoseWanted() {
        assertThat(now.suspects(true, id -> id > 14)).containsExactly(15, 16);
        assertThat(now.isAnyClosing(id -> id > 14)).isTrue();
        assertThat(now.isAnyClosing(id -> id < 14)).isFalse();
    }

    @Test
    void counts_comeFirst() {
        assertThat(now.newest()).isEqualTo(17);
        assertThat(now.dropped()).isEqualTo(2);
        assertThat(now.all().count()).isEqualTo(7);
    }
}
