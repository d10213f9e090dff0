// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses the one frame at which a person should look first. */
final class Blame {

    /* 1. The decisive stacks of the cause, in their order: the innermost frame of application code in the first stack
     *    that has one. "Innermost" is nearest to the socket: the application's own callers are further out.
     *    a. What is further out than a frame that runs tasks (workers.txt) belongs to the thread, and is left out.
     *    b. Whoever called a pool (pools.txt) is better than what the pool calls back.
     * 2. An accepted connection handled by a library alone: the application frame that made the server listen.
     * 3. Whichever other stack of the connection has an application frame: who made its channel, borrowed it, used it,
     * closed it.
     * 4. The innermost library frame that is not plumbing, then any.
     * 5. A JDK frame: that of a client or server in the JDK, else the call of the socket's API, which is the same on
     *    every JDK.
     */

    static final String UNKNOWN = "(no stack was recorded)";

    static final String NOT_SAMPLED = "(not sampled: opened faster than the option detail allows)";

    private static final List<String> WORKERS = FrameKind.lines("workers.txt");
    private static final List<String> POOLS = FrameKind.lines("pools.txt");

    /** Below these there is no client or server of the JDK's, only what all of them use. */
    private static final List<String> JDK_PLUMBING = List.of(
            "java.",
            "javax.",
            "sun.net.NetHooks",
            "sun.net.ext.",
            "sun.net.spi.",
            "sun.nio.",
            "sun.security.",
            "sun.reflect.",
            "sun.misc.",
            "jdk.internal.misc.",
            "jdk.internal.reflect.",
            "jdk.internal.ref.",
            "jdk.internal.vm.");

    private static final List<String> SOCKET_API = List.of("java.net.", "java.nio.channels.", "javax.net.");

    private final FrameKind.Judge judge;
    private final Map<String, FrameKind> kinds = new HashMap<>();

    /** By identity: the reader makes equal stacks one, and a million connections have but a few. */
    private final Map<List<String>, Optional<String>> applications = new IdentityHashMap<>();

    Blame(FrameKind.Judge judge) {
        this.judge = judge;
    }

    /** The blame for a connection, given its JVM and the stacks that decide. */
    String of(JvmHistory jvm, ConnectionHistory connection, List<List<String>> decisive) {
        return application(decisive)
                .or(() -> application(listener(jvm, connection)))
                .or(() -> application(all(connection.stacks())))
                .orElseGet(() -> withoutApplication(decisive));
    }

    /** The blame of one stack alone. */
    String of(List<String> stack) {
        List<List<String>> only = List.of(stack);
        return application(only).orElseGet(() -> withoutApplication(only));
    }

    boolean isApplication(String frame) {
        return kind(frame) == FrameKind.APPLICATION && !frame.equals(UNKNOWN) && !frame.equals(NOT_SAMPLED);
    }

    private String withoutApplication(List<List<String>> stacks) {
        return first(stacks, FrameKind.LIBRARY)
                .or(() -> first(stacks, FrameKind.PLUMBING))
                .or(() -> ofTheJdk(stacks))
                .map(frame -> isMark(frame) ? NOT_SAMPLED : frame)
                .orElse(UNKNOWN);
    }

    private static List<List<String>> listener(JvmHistory jvm, ConnectionHistory connection) {
        if (connection.role() != Role.SERVER) {
            return List.of();
        }
        return jvm.around().listenerAt(connection.ends().localPort()).stream()
                .map(listener -> listener.stacks().opened())
                .toList();
    }

    private static List<List<String>> all(ConnectionHistory.Stacks stacks) {
        return List.of(
                stacks.opened(),
                stacks.made(),
                stacks.endOfStream(),
                stacks.lastUsed(),
                stacks.shutDown(),
                stacks.closed());
    }

    private Optional<String> application(List<List<String>> stacks) {
        for (List<String> stack : stacks) {
            Optional<String> frame = applications.computeIfAbsent(stack, this::applicationIn);
            if (frame.isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    private Optional<String> applicationIn(List<String> stack) {
        List<String> task = task(stack);
        Optional<String> borrower = first(List.of(outsideOfPools(task)), FrameKind.APPLICATION);
        return borrower.or(() -> first(List.of(task), FrameKind.APPLICATION));
    }

    private static List<String> task(List<String> stack) {
        for (int i = 0; i < stack.size(); i++) {
            if (FrameKind.startsWithAny(stack.get(i), WORKERS)) {
                return stack.subList(0, i);
            }
        }
        return stack;
    }

    private static List<String> outsideOfPools(List<String> stack) {
        for (int i = stack.size() - 1; i >= 0; i--) {
            if (FrameKind.startsWithAny(stack.get(i), POOLS)) {
                return stack.subList(i + 1, stack.size());
            }
        }
        return stack;
    }

    private Optional<String> ofTheJdk(List<List<String>> stacks) {
        for (List<String> stack : stacks) {
            Optional<String> frame = stack.stream()
                    .filter(each -> kind(each) == FrameKind.JDK && !FrameKind.startsWithAny(each, JDK_PLUMBING))
                    .findFirst()
                    .or(() -> stack.stream()
                            .filter(each -> FrameKind.startsWithAny(each, SOCKET_API))
                            .reduce((inner, outer) -> outer));
            if (frame.isPresent()) {
                return frame;
            }
        }
        return first(stacks, FrameKind.JDK);
    }

    private Optional<String> first(List<List<String>> stacks, FrameKind kind) {
        for (List<String> stack : stacks) {
            for (String frame : stack) {
                if (kind(frame) == kind) {
                    return Optional.of(frame);
                }
            }
        }
        return Optional.empty();
    }

    private FrameKind kind(String frame) {
        return kinds.computeIfAbsent(frame, each -> isMark(each) ? FrameKind.PLUMBING : judge.kind(each));
    }

    /** What the agent puts in the place of a stack that it has not taken; any frame of the application says more. */
    private static boolean isMark(String frame) {
        return frame.startsWith("lastack.") && frame.endsWith("(Unknown Source)");
    }
}
