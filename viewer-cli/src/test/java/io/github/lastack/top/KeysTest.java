// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.top.Keys.Key;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    /** In what is typed: a while in which nothing comes. */
    private static final char PAUSE = '_';

    @Test
    void letters_areTheirKeys() throws IOException {
        assertThat(typed("kj\r as?pq"))
                .containsExactly(
                        Key.UP,
                        Key.DOWN,
                        Key.STACKS,
                        Key.STACKS,
                        Key.ALL_FRAMES,
                        Key.SORT,
                        Key.HELP,
                        Key.PAUSE,
                        Key.QUIT,
                        Key.QUIT);
    }

    @Test
    void escape_alone_goesBackWithoutAnotherKey() throws IOException {
        assertThat(typed("\u001b_")).startsWith(Key.BACK);
        assertThat(typed("\u001b")).containsExactly(Key.BACK, Key.QUIT);
        assertThat(typed("\u001b\u001b_")).startsWith(Key.BACK, Key.BACK);
        assertThat(typed("\u001b_s")).startsWith(Key.BACK, Key.SORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[A", "\u001bOA", "\u001b[1;5A"})
    void arrow_isOneKeyAndNoEscape(String sequence) throws IOException {
        assertThat(typed(sequence + "s")).containsExactly(Key.UP, Key.SORT, Key.QUIT);
    }

    @Test
    void arrow_afterALoneEscape_isAnArrow() throws IOException {
        assertThat(typed("\u001b\u001b[B")).containsExactly(Key.BACK, Key.DOWN, Key.QUIT);
    }

    /** Page up, F5, Alt-x, the mouse. */
    @ParameterizedTest
    @ValueSource(strings = {"\u001b[5~", "\u001b[15~", "\u001bx", "\u001b[<0;10;10M"})
    void sequence_thatIsNoKeyOfOurs_doesNothing(String sequence) throws IOException {
        assertThat(typed(sequence + "s")).containsExactly(Key.UNKNOWN, Key.SORT, Key.QUIT);
    }

    @Test
    void nothing_isNoKey() throws IOException {
        assertThat(typed("_")).containsExactly(Key.NONE, Key.QUIT);
    }

    /** What is made of it, and of the end that follows. */
    private static List<Key> typed(String characters) throws IOException {
        int[] next = {0};
        Keys keys = new Keys(millis -> {
            if (next[0] >= characters.length()) {
                return Keys.END;
            }
            char character = characters.charAt(next[0]++);
            return character == PAUSE ? Keys.NOTHING : character;
        });
        List<Key> typed = new ArrayList<>();
        do {
            typed.add(keys.next(1));
        } while (next[0] < characters.length());
        typed.add(keys.next(1));
        return typed;
    }
}
