// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.top;

import java.io.IOException;

/**
 * Decodes the keys that a terminal sends. Arrows arrive as several characters, the first of which is Esc; a lone Esc
 * is recognized by a pause after it. Not thread-safe.
 */
final class Keys {
    /** Longest pause within a sequence, even from a remote terminal. */
    private static final long REST_MILLIS = 100;

    /** Returned by an input if nothing came in time. */
    static final int NOTHING = -2;

    /** Returned by an input at its end. */
    static final int END = -1;

    private static final int ESCAPE = 27;
    private static final char FIRST_FINAL = '@';
    private static final char LAST_FINAL = '~';

    private final Input input;
    private int pending = NOTHING;

    enum Key {
        NONE,
        UNKNOWN,
        QUIT,
        BACK,
        UP,
        DOWN,
        STACKS,
        ALL_FRAMES,
        SORT,
        PAUSE,
        HELP
    }

    interface Input {
        /** @return a character, {@link #NOTHING} or {@link #END} */
        int read(long millis) throws IOException;
    }

    Keys(Input input) {
        this.input = input;
    }

    /** Returns the next key; {@link Key#NONE} if none is pressed within that time. */
    Key next(long millis) throws IOException {
        int character = read(millis);
        return character == ESCAPE ? escaped() : key(character);
    }

    private int read(long millis) throws IOException {
        int character = pending == NOTHING ? input.read(millis) : pending;
        pending = NOTHING;
        return character;
    }

    private Key escaped() throws IOException {
        int next = read(REST_MILLIS);
        switch (next) {
            case '[':
                return sequence();
            case 'O':
                return arrow(read(REST_MILLIS));
            case NOTHING:
                return Key.BACK;
            case ESCAPE:
            case END:
                pending = next;
                return Key.BACK;
            default:
                // Another key, together with Alt.
                return Key.UNKNOWN;
        }
    }

    /** Reads a control sequence: parameters, and a final character that names the key. */
    private Key sequence() throws IOException {
        int character = read(REST_MILLIS);
        while (character >= 0 && (character < FIRST_FINAL || character > LAST_FINAL)) {
            character = read(REST_MILLIS);
        }
        return arrow(character);
    }

    private static Key arrow(int last) {
        return last == 'A' ? Key.UP : last == 'B' ? Key.DOWN : Key.UNKNOWN;
    }

    private static Key key(int character) {
        return switch (character) {
            case NOTHING -> Key.NONE;
            case 'q', 'Q', END, 'C' - '@', 'D' - '@' -> Key.QUIT;
            case 'k' -> Key.UP;
            case 'j' -> Key.DOWN;
            case '\r', '\n', ' ', 'e' -> Key.STACKS;
            case 'a' -> Key.ALL_FRAMES;
            case 's' -> Key.SORT;
            case 'p' -> Key.PAUSE;
            case 'h', '?' -> Key.HELP;
            default -> Key.UNKNOWN;
        };
    }
}
