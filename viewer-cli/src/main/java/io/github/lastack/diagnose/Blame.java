// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses the one frame at which a person should look first. */
final class Blame {

    /* 1. The decisive stacks of the cause, in their order: the innermost frame of application code in the first stack
     *    that has one. "Innermost" is nearest to the socket: the application's own callers are further out.
     * 2. An accepted connection handled by a library alone: the application frame that made the server listen.
     * 3. The innermost library frame that is not plumbing.
     * 4. Whatever frame there is.
     */

    static final String UNKNOWN = "(no stack was recorded)";

    private final FrameKind.Judge judge;
    private final Map<String, FrameKind> kinds = new HashMap<>();

    Blame(FrameKind.Judge judge) {
        this.judge = judge;
    }

    /** The blame for a connection, given its JVM and the stacks that decide. */
    String of(JvmHistory jvm, ConnectionHistory connection, List<List<String>> decisive) {
        return first(decisive, FrameKind.APPLICATION)
                .or(() -> first(List.of(listener(jvm.listeners(), connection)), FrameKind.APPLICATION))
                .orElseGet(() -> withoutApplication(decisive));
    }

    /** The blame of one stack alone. */
    String of(List<String> stack) {
        List<List<String>> only = List.of(stack);
        return first(only, FrameKind.APPLICATION).orElseGet(() -> withoutApplication(only));
    }

    private String withoutApplication(List<List<String>> stacks) {
        return first(stacks, FrameKind.LIBRARY)
                .or(() -> first(stacks, FrameKind.PLUMBING))
                .or(() -> first(stacks, FrameKind.JDK))
                .orElse(UNKNOWN);
    }

    private static List<String> listener(Map<Integer, List<String>> listeners, ConnectionHistory connection) {
        boolean accepted = connection.role() == Role.SERVER;
        return accepted ? listeners.getOrDefault(connection.ends().localPort(), List.of()) : List.of();
    }

    private Optional<String> first(List<List<String>> stacks, FrameKind kind) {
        for (List<String> stack : stacks) {
            for (String frame : stack) {
                if (kinds.computeIfAbsent(frame, judge::kind) == kind) {
                    return Optional.of(frame);
                }
            }
        }
        return Optional.empty();
    }
}
