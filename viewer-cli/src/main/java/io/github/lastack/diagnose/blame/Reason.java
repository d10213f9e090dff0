// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import java.util.Locale;

/** The relation of a blamed frame to its connection; stronger evidence is first. */
public enum Reason {
    HELD_NOW("the thread that used it last was here when sampled"),
    LAST_USE("used it last"),
    END_OF_STREAM("read its end of stream"),
    SHUT_DOWN("shut it down"),
    CLOSED("closed it"),
    OPENED("opened it"),
    EARLIER_USE("used it"),
    LAST_WRITE("wrote to it last"),
    ATTACHED("handles it"),
    LISTENS("opened the listener"),
    /** No frame is known. */
    NONE("");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** Returns the reason as a phrase whose subject is the frame. */
    public String words() {
        return words;
    }

    /** Returns the reason's name in JSON: {@code last-use}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
