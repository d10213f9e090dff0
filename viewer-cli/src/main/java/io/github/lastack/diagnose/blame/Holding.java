// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import java.util.List;

/**
 * Whether the thread that used a connection last is still at it: compares where it used the connection with where it is
 * now. Stacks have their innermost frame first, and what is further out than the task was left out.
 *
 * @param use frames of the last use
 * @param present frames of the holder's present stack
 * @param shared how many of the outermost frames both have; the innermost of these may have gone on to another line
 */
record Holding(List<String> use, List<String> present, int shared) {

    /* use:      read, Handler.readLine:12, Handler.handle:40, Server.run:7
     * present:  park, Permits.acquire,     Handler.handle:44, Server.run:7
     *                                      └──────────shared────────────┘
     */

    /** A thread that waits for the next piece of work holds nothing. */
    private static final List<String> WAITS_FOR_WORK = List.of(
            "java.net.ServerSocket.accept(",
            "java.net.ServerSocket.implAccept(",
            "sun.nio.ch.ServerSocketChannelImpl.accept(",
            "sun.nio.ch.SelectorImpl.select");

    /** A loop takes its next piece of work so; but a handler can also wait so for what it is to send. */
    private static final List<String> TAKES_FROM_A_QUEUE = List.of(
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

    static Holding of(List<String> use, List<String> present) {
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

    boolean waitsForWork() {
        return present.stream().anyMatch(frame -> FrameKind.startsWithAny(frame, WAITS_FOR_WORK));
    }

    boolean takesFromAQueue() {
        return present.stream().anyMatch(frame -> FrameKind.startsWithAny(frame, TAKES_FROM_A_QUEUE));
    }

    /** What has returned since the use; the innermost of what is shared is not among it. */
    List<String> left() {
        return use.subList(0, use.size() - shared);
    }

    /** What has not returned since the use. */
    List<String> stayed() {
        return present.subList(present.size() - shared, present.size());
    }

    /** Where the thread is since, the innermost shared frame included. */
    List<String> since() {
        return present.subList(0, shared == 0 ? 0 : present.size() - shared + 1);
    }
}
