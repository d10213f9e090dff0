// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.frame;

import java.util.ArrayList;
import java.util.List;

/** Chooses the frames of a stack that can be blamed. Frames are texts, innermost first. */
public final class TaskFrames {
    private static final List<String> WORKERS = FrameLists.lines(TaskFrames.class, "workers.txt");
    private static final List<String> POOLS = FrameLists.lines(TaskFrames.class, "pools.txt");

    private TaskFrames() {}

    /** Returns the frames of the task: those further out than a frame that runs tasks belong to the thread. */
    public static List<String> task(List<String> stack) {
        for (int i = 0; i < stack.size(); i++) {
            if (FrameLists.startsWithAny(stack.get(i), WORKERS)) {
                return stack.subList(0, i);
            }
        }
        return stack;
    }

    /** Returns whether a pool, or a client that has one, is among the callers. */
    public static boolean isInPool(List<String> stack) {
        return outsideOfPools(stack).size() < stack.size();
    }

    private static List<String> outsideOfPools(List<String> stack) {
        for (int i = stack.size() - 1; i >= 0; i--) {
            if (FrameLists.startsWithAny(stack.get(i), POOLS)) {
                return stack.subList(i + 1, stack.size());
            }
        }
        return stack;
    }

    /**
     * Returns the application's frames of a stack, from the blamed frame outwards. The caller of a pool takes
     * precedence over the code that the pool calls back.
     */
    public static List<String> applications(List<String> stack, FrameKind.Kinds kinds) {
        List<String> task = task(stack);
        List<String> borrowers = applicationsIn(outsideOfPools(task), kinds);
        return borrowers.isEmpty() ? applicationsIn(task, kinds) : borrowers;
    }

    private static List<String> applicationsIn(List<String> stack, FrameKind.Kinds kinds) {
        List<String> found = new ArrayList<>();
        for (String frame : stack) {
            if (kinds.kind(frame) == FrameKind.APPLICATION) {
                found.add(frame);
            }
        }
        return found;
    }

    /** Returns the innermost frame of that kind; null if there is none. */
    public static String innermost(List<String> stack, FrameKind kind, FrameKind.Kinds kinds) {
        for (String frame : stack) {
            if (kinds.kind(frame) == kind) {
                return frame;
            }
        }
        return null;
    }

    /**
     * Returns whether the frame is the mark that the agent puts in place of a stack that was not taken. Any application
     * frame says more than such a mark.
     */
    public static boolean isMark(String frame) {
        return frame.startsWith("lastack.") && frame.endsWith("(Unknown Source)");
    }
}
