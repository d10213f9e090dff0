// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.LeakEvidence;
import io.github.lastack.frame.FrameKind;
import io.github.lastack.frame.Holding;
import io.github.lastack.frame.TaskFrames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the frame to blame for a leak, in the order of evidence of the command line: who holds the connection now,
 * what the cause names, who used it last, who saw its end, who opened it. Used by one thread.
 *
 * <p>Only the application's frames are named. Where the command line would go on to an attached handler, the listener
 * or a library's frame, or has a stack that the agent does not keep, the frame is {@link #UNKNOWN}.
 */
final class LiveBlame implements FrameKind.Kinds {
    static final String UNKNOWN = "unknown";

    /** A shutdown is called within so many frames of the agent's call. */
    private static final int INNERMOST = 8;

    private static final String TLS_READ = "sun.security.ssl.SSLSocketImpl$AppInputStream.";

    private final StackTable stacks;
    private final FrameKind.Judge judge;
    private final Map<String, FrameKind> kinds = new HashMap<>();
    private final Map<Long, List<String>> frames = new HashMap<>();

    LiveBlame(StackTable stacks, FrameKind.Judge judge) {
        this.stacks = stacks;
        this.judge = judge;
    }

    /**
     * Returns the cause in the light of the stacks: an SSLSocket that reads the end of its stream shuts itself down,
     * which is no half-close of the application.
     */
    LeakCause cause(LeakCause cause, LeakEvidence evidence) {
        Long shut = cause == LeakCause.HALF_CLOSED ? shutDown(evidence) : null;
        if (shut != null && evidence.isEndSeen) {
            for (String frame : stack(shut)) {
                if (frame.startsWith(TLS_READ)) {
                    return LeakCause.END_OF_STREAM_IGNORED;
                }
            }
        }
        return cause;
    }

    /**
     * Returns the frame to blame.
     *
     * @param holder the present stack of the thread that holds the connection, innermost frame first; null for none
     */
    String of(LeakCause cause, LeakEvidence evidence, List<String> holder) {
        String held = holder == null ? null : held(evidence, holder);
        if (held != null) {
            return held;
        }
        List<Long> clues = new ArrayList<>();
        if (!addDecisive(cause, evidence, clues)) {
            return UNKNOWN;
        }
        for (Long clue : clues) {
            List<String> found = TaskFrames.applications(stack(clue), this);
            if (!found.isEmpty()) {
                return found.get(0);
            }
        }
        return UNKNOWN;
    }

    private String held(LeakEvidence evidence, List<String> holder) {
        Holding holding = Holding.of(TaskFrames.task(stack(evidence.lastUsed)), TaskFrames.task(holder));
        boolean hasLeft = TaskFrames.innermost(holding.left(), FrameKind.APPLICATION, this) != null;
        boolean isOver = hasLeft && (!evidence.isAccepted || holding.takesFromAQueue());
        return holding.waitsForWork() || isOver
                ? null
                : TaskFrames.innermost(holding.since(), FrameKind.APPLICATION, this);
    }

    /** Adds the stacks to look at, the strongest evidence first. Returns false if the strongest was not kept. */
    private boolean addDecisive(LeakCause cause, LeakEvidence evidence, List<Long> clues) {
        if (cause == LeakCause.NEVER_CONNECTED) {
            clues.add(evidence.opened);
            clues.add(evidence.made);
            return true;
        }
        Long first = first(cause, evidence);
        if (first == null) {
            return false;
        }
        clues.add(first);
        if (evidence.isLastUseExact) {
            clues.add(evidence.lastUsed);
        }
        clues.add(evidence.endOfStream);
        if (!evidence.isAccepted) {
            clues.add(evidence.opened);
            clues.add(evidence.made);
        }
        clues.add(evidence.lastUsed);
        clues.add(evidence.lastWritten);
        if (!evidence.isAttached) {
            clues.add(evidence.opened);
            clues.add(evidence.made);
        }
        return true;
    }

    /** Returns the stack that the cause names; 0 if it names none, and null if it was not kept. */
    private Long first(LeakCause cause, LeakEvidence evidence) {
        switch (cause) {
            case END_OF_STREAM_IGNORED:
            case UNREACHABLE:
                return evidence.endOfStream;
            case HALF_CLOSED:
            case PEER_NEVER_CLOSES:
                return shutDown(evidence);
            case REGISTERED_WITH_SELECTOR:
                return evidence.closed == 0 ? null : (Long) evidence.closed;
            default:
                return 0L;
        }
    }

    /** Nothing is written after the output was shut down, and nothing is read after the input was. */
    private Long shutDown(LeakEvidence evidence) {
        if (evidence.isShutTwice) {
            return null;
        }
        for (long stack : new long[] {evidence.lastWritten, evidence.lastUsed}) {
            List<String> inner = stack(stack);
            for (int i = 0; i < Math.min(INNERMOST, inner.size()); i++) {
                if (inner.get(i).contains(".shutdown")) {
                    return stack;
                }
            }
        }
        return null;
    }

    private List<String> stack(long number) {
        List<String> known = frames.get(number);
        if (known == null) {
            known = stacks.framesOf(number);
            frames.put(number, known);
        }
        return known;
    }

    @Override
    public FrameKind kind(String frame) {
        FrameKind known = kinds.get(frame);
        if (known == null) {
            known = TaskFrames.isMark(frame) ? FrameKind.PLUMBING : judge.kind(frame);
            kinds.put(frame, known);
        }
        return known;
    }
}
