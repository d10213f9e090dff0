// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.render.layout.Style;
import picocli.CommandLine.Option;

/** The option {@code --all-frames}: whether stacks are shown without folding. */
public final class AllFrames {
    @Option(
            names = "--all-frames",
            description = "Show all frames of a stack. By default, frames of the JDK and of libraries are folded."
                    + " JSON always has all frames.")
    private boolean all;

    public Style in(Style style) {
        return style.withAllFrames(all);
    }
}
