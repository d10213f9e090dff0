// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.frame;

import java.util.Arrays;
import java.util.List;

/**
 * A comparison of the stack of a connection's last use with the present stack of the thread that used it. It tells
 * whether the thread still holds the connection. Stacks start with their innermost frame, and have no frames further
 * out than the task.
 */
public final class Holding {

    /* use:      read, Handler.readLine:12, Handler.handle:40, Server.run:7
     * present:  park, Permits.acquire,     Handler.handle:44, Server.run:7
     *                                      └──────────shared────────────┘
     */

    /** Frames of a thread that waits for its next piece of work, and so holds nothing. */
    private static final List<String> WAITS_FOR_WORK = Arrays.asList(
            "java.net.ServerSocket.accept(",
            "java.net.ServerSocket.implAccept(",
            "sun.nio.ch.ServerSocketChannelImpl.accept(",
            "sun.nio.ch.SelectorImpl.select");

    /** Frames by which a loop takes its next piece of work. A handler can also wait this way for data to send. */
    private static final List<String> TAKES_FROM_A_QUEUE = Arrays.asList(
            "java.util.concurrent.ArrayBlockingQueue.take(",
            "java.util.concurrent.ArrayBlockingQueue.poll(",
            "java.util.concurrent.DelayQueue.take(",
            "java.util.concurrent.DelayQueue.poll(",
            "java.util.concurrent.LinkedBlockingDeque.take",
            "java.util.concurrent.LinkedBlockingDeque.poll",
            "java.util.concurrent.LinkedBlockingQueue.take(",
            "java.util.concurrent.LinkedBlockingQueue.poll(",
            "java.util.concurrent.LinkedTransferQueue.take(",
            "java.util.concurrent.LinkedTransferQueue.poll(",
            "java.util.concurrent.PriorityBlockingQueue.take(",
            "java.util.concurrent.PriorityBlockingQueue.poll(",
            "java.util.concurrent.SynchronousQueue.take(",
            "java.util.concurrent.SynchronousQueue.poll(");

    private final List<String> use;
    private final List<String> present;
    private final int shared; // outermost frames that both have; the innermost of them may have reached another line

    private Holding(List<String> use, List<String> present, int shared) {
        this.use = use;
        this.present = present;
        this.shared = shared;
    }

    /**
     * Compares two stacks.
     *
     * @param use the frames of the last use
     * @param present the frames of the holder's present stack
     */
    public static Holding of(List<String> use, List<String> present) {
        int most = Math.min(use.size(), present.size());
        int shared = 0;
        while (shared < most && fromOutside(use, shared).equals(fromOutside(present, shared))) {
            shared++;
        }
        boolean hasGoneOn =
                shared < most && method(fromOutside(use, shared)).equals(method(fromOutside(present, shared)));
        return new Holding(use, present, hasGoneOn ? shared + 1 : shared);
    }

    private static String fromOutside(List<String> stack, int index) {
        return stack.get(stack.size() - 1 - index);
    }

    private static String method(String frame) {
        int end = frame.indexOf('(');
        return end < 0 ? frame : frame.substring(0, end);
    }

    public boolean waitsForWork() {
        return isIn(WAITS_FOR_WORK);
    }

    public boolean takesFromAQueue() {
        return isIn(TAKES_FROM_A_QUEUE);
    }

    private boolean isIn(List<String> calls) {
        for (String frame : present) {
            if (FrameLists.startsWithAny(frame, calls)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the frames that have returned since the use, without the innermost shared frame. */
    public List<String> left() {
        return use.subList(0, use.size() - shared);
    }

    /** Returns the frames that have not returned since the use. */
    public List<String> stayed() {
        return present.subList(present.size() - shared, present.size());
    }

    /** Returns the frames that the thread has entered since the use, and the innermost shared frame. */
    public List<String> since() {
        return present.subList(0, shared == 0 ? 0 : present.size() - shared + 1);
    }
}
