// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.FrameKind;
import io.github.lastack.diagnose.FrameOrigins;
import java.util.List;

/** Stacks for people: the JDK's frames are folded, the blamed one is marked. */
final class StackText {
    private final Style style;
    private final Lines lines;
    private final String indent;

    StackText(Style style, Lines lines, String indent) {
        this.style = style;
        this.lines = lines;
        this.indent = indent;
    }

    /** Adds nothing for a stack that there is not. */
    void add(String what, List<String> frames, String blame, FrameOrigins origins) {
        if (frames.isEmpty()) {
            return;
        }
        lines.blank().add(indent + what);
        frames(frames, blame, origins);
    }

    void frames(List<String> frames, String blame, FrameOrigins origins) {
        int folded = 0;
        for (String frame : frames) {
            if (FrameKind.of(frame) == FrameKind.JDK && !frame.equals(blame)) {
                folded++;
                continue;
            }
            fold(folded);
            folded = 0;
            boolean blamed = frame.equals(blame);
            lines.add(indent
                    + (blamed ? style.bold("> at " + frame) : "  at " + frame)
                    + style.faint(origins.suffix(frame)));
        }
        fold(folded);
    }

    private void fold(int frames) {
        if (frames > 0) {
            lines.add(indent + style.faint("  ... " + Style.count(frames, "frame") + " of the JDK"));
        }
    }
}
