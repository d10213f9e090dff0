// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.recording.format.JfrFrame;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns recorded stacks into lists of frames as Java prints them; equal stacks become one list. */
public final class Frames {
    /** The agent's own frames are on top of every stack; their number depends on the call and on the JDK's inlining. */
    private static final List<String> AGENT =
            List.of("io.github.lastack.boot.", "io.github.lastack.agent.", "io.github.lastack.events.", "jdk.jfr.");

    /** {@code app//}, {@code java.base/}, {@code java.base@17/}: where Java's own print names loader and module. */
    private static final Pattern MODULE = Pattern.compile("^(?:[\\w.@+-]*/){1,2}(?=[\\w.]+)");

    /** Frames that Java does not print, for good reason: their names differ from run to run. */
    private static final List<String> HIDDEN = List.of("$$Lambda", "java.lang.invoke.LambdaForm$");

    private static final int NATIVE_LINE = -2;
    private static final int NO_LINE = -1;

    /** Stacks are printed once: the reader gives the same list for the same stack of a chunk. */
    private static final int PRINTED_AT_MOST = 10_000;

    private final SourceFiles sourceFiles;
    private final Map<List<String>, List<String>> known = new HashMap<>();
    private final Map<List<JfrFrame>, List<String>> printed = new IdentityHashMap<>();

    Frames(SourceFiles sourceFiles) {
        this.sourceFiles = sourceFiles;
    }

    List<String> of(List<JfrFrame> stack) {
        if (stack == null) {
            return List.of();
        }
        if (printed.size() >= PRINTED_AT_MOST) {
            printed.clear();
        }
        return printed.computeIfAbsent(stack, this::print);
    }

    private List<String> print(List<JfrFrame> stack) {
        List<String> frames = new ArrayList<>(stack.size());
        for (JfrFrame frame : stack) {
            frames.add(text(frame));
        }
        return kept(frames);
    }

    /** A stack that the agent has printed, a frame a line. */
    List<String> ofLines(String lines) {
        if (lines == null) {
            return List.of();
        }
        return kept(lines.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> MODULE.matcher(line).replaceFirst(""))
                .toList());
    }

    private List<String> kept(List<String> frames) {
        int first = 0;
        while (first < frames.size() && isAgents(frames.get(first))) {
            first++;
        }
        List<String> rest = frames.subList(first, frames.size()).stream()
                .filter(frame -> HIDDEN.stream().noneMatch(frame::contains))
                .toList();
        return known.computeIfAbsent(rest, stack -> stack);
    }

    private static boolean isAgents(String frame) {
        return AGENT.stream().anyMatch(frame::startsWith);
    }

    private String text(JfrFrame frame) {
        String type = frame.type();
        int line = Modifier.isNative(frame.modifiers()) ? NATIVE_LINE : frame.line();
        boolean hasSource = line > 0;
        return new StackTraceElement(
                        type,
                        frame.method(),
                        hasSource ? sourceFiles.of(type) : null,
                        hasSource || line == NATIVE_LINE ? line : NO_LINE)
                .toString();
    }
}
