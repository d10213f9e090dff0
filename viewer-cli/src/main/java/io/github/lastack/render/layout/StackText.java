// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.diagnose.blame.FrameOrigins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stacks for people: the frames of the JDK and of libraries are folded, the blamed one is marked and never folded. */
public final class StackText {
    /** As many archives are named where frames are folded. */
    private static final int NAMED = 3;

    private final Style style;
    private final Lines lines;
    private final String indent;

    public StackText(Style style, Lines lines, String indent) {
        this.style = style;
        this.lines = lines;
        this.indent = indent;
    }

    /** Adds nothing for a stack that there is not. */
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

    /** A line for each archive, in the order in which they come: a chain of filters goes to and fro between some. */
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
