// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.recording.format.JfrFrame;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCMethod;
import org.openjdk.jmc.common.IMCStackTrace;

/** The frames of JMC's stack traces; the same list for the same trace. Used by one thread at a time. */
final class ItemStacks {
    private static final int UNKNOWN_LINE = -1;

    private final Map<IMCStackTrace, List<JfrFrame>> known = new IdentityHashMap<>();

    /** Returns null if there is no trace. */
    List<JfrFrame> of(IMCStackTrace trace) {
        return trace == null ? null : known.computeIfAbsent(trace, ItemStacks::frames);
    }

    private static List<JfrFrame> frames(IMCStackTrace trace) {
        return trace.getFrames().stream().map(ItemStacks::frame).toList();
    }

    private static JfrFrame frame(IMCFrame frame) {
        IMCMethod method = frame.getMethod();
        return new JfrFrame(
                Objects.requireNonNullElse(method.getType().getFullName(), ""),
                Objects.requireNonNullElse(method.getMethodName(), ""),
                Objects.requireNonNullElse(method.getModifier(), 0),
                Objects.requireNonNullElse(frame.getFrameLineNumber(), UNKNOWN_LINE));
    }
}
