// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.diagnose.blame.FrameOrigins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stacks as text: frames of the JDK and of libraries are folded, and the blamed frame is marked and never folded. */
public final class StackText {
    /** The most archives that are named for a run of folded frames. */
    private static final int NAMED = 3;

    private final Style style;
    private final Lines lines;
    private final String indent;

    public StackText(Style style, Lines lines, String indent) {
        this.style = style;
        this.lines = lines;
        this.indent = indent;
    }

    /** Adds a stack under its heading; nothing if the stack is empty. */
    public void add(String what, List<String> frames, String blame, FrameOrigins origins) {
        if (frames.isEmpty()) {
            return;
        }
        lines.blank().add(indent + what);
        frames(frames, blame, origins);
    }

    public void frames(List<String> frames, String blame, FrameOrigins origins) {
        Map<String, Integer> folded = new LinkedHashMap<>();
        for (String frame : frames) {
            boolean blamed = frame.equals(blame);
            String home = blamed || style.allFrames() ? "" : origins.foreign(frame);
            if (!home.isEmpty()) {
                folded.merge(home, 1, Integer::sum);
                continue;
            }
            fold(folded);
            lines.add(indent
                    + (blamed ? style.bold("> at " + frame) : "  at " + frame)
                    + style.faint(origins.suffix(frame)));
        }
        fold(folded);
    }

    /** Adds a line for each archive, in the order of first appearance. */
    private void fold(Map<String, Integer> folded) {
        int named = folded.size() > NAMED ? NAMED - 1 : NAMED;
        int others = 0;
        int row = 0;
        for (Map.Entry<String, Integer> home : folded.entrySet()) {
            if (row++ < named) {
                fold(home.getValue(), home.getKey());
            } else {
                others += home.getValue();
            }
        }
        if (others > 0) {
            fold(others, (folded.size() - named) + " others");
        }
        folded.clear();
    }

    private void fold(int frames, String home) {
        lines.add(indent + style.faint("  ... " + Style.count(frames, "frame") + " of " + home));
    }
}
