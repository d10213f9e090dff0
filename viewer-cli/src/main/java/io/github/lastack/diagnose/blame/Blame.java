// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.frame.FrameKind;
import io.github.lastack.frame.FrameLists;
import io.github.lastack.frame.Holding;
import io.github.lastack.frame.TaskFrames;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses the single frame that a person should inspect first. */
public final class Blame {

    /* The blamed frame is the first that these rules find:
     *
     * 1. The innermost application frame of the first stack that has one, of the cause's clues in their order.
     *    "Innermost" is nearest to the socket: the application's own callers are further out.
     *    a. Frames further out than a frame that runs tasks (workers.txt) belong to the thread. They are ignored.
     *    b. The caller of a pool (pools.txt) takes precedence over the code that the pool calls back.
     *    c. The holder's present frame takes precedence while the holder is inside the code that used the connection:
     *       the application frame of the use has not returned, or a library called both. For an accepted connection
     *       it also does so if that frame has returned to its caller, the handler, unless the handler takes its next
     *       piece of work from a queue.
     * 2. An application frame of any other stack of the connection; for an accepted one, the accept is last. Just
     *    before the accept: an application class attached to the connection, such as an event loop's handler.
     * 3. For an accepted connection that a library alone handles: the application frame that made the server listen.
     * 4. The innermost library frame that is not plumbing, then any library frame. In a client's clue, the frames that
     *    were present when it was opened are first: frames further in have used a connection that another frame had.
     * 5. A JDK frame: the frame of a client or server in the JDK, else the call of the socket API, which is the same
     *    on every JDK.
     */

    /**
     * A blamed frame and its relation to the connection.
     *
     * @param users the application's frames of the use that the frame is blamed for, innermost first; empty if it is
     *     not blamed for a use
     */
    public record Blamed(String frame, Reason reason, List<String> users) {
        public static final Blamed UNKNOWN = new Blamed(Blame.UNKNOWN, Reason.NONE);

        public Blamed(String frame, Reason reason) {
            this(frame, reason, List.of());
        }
    }

    public static final String UNKNOWN = "(no stack was recorded)";

    static final String NOT_SAMPLED = "(not sampled: opened faster than the option detail allows)";

    /**
     * Prefixes of JDK code that all of the JDK's clients and servers share, so that no client or server is below them.
     */
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

    /**
     * The blamed frame of each stack, by identity: the reader makes equal stacks one, and a million connections have
     * only a few stacks.
     */
    private final Map<List<String>, Optional<String>> applications = new IdentityHashMap<>();

    public Blame(FrameKind.Judge judge) {
        this.judge = judge;
    }

    /** Returns the blame for a connection, given its JVM and the decisive clues. */
    public Blamed of(JvmHistory jvm, ConnectionHistory connection, List<Clue> decisive) {
        return held(connection)
                .or(() -> application(decisive))
                .or(() -> application(others(connection)))
                .or(() -> attached(connection))
                .or(() -> application(Clue.opened(connection)))
                .or(() -> application(listener(jvm, connection)))
                .or(() -> first(sinceOpened(connection, decisive), FrameKind.LIBRARY))
                .orElseGet(() -> withoutApplication(decisive));
    }

    /** Returns the frame to blame in a single stack. */
    public String of(List<String> stack) {
        List<Clue> only = List.of(new Clue(Reason.NONE, stack));
        return application(only).orElseGet(() -> withoutApplication(only)).frame();
    }

    public boolean isApplication(String frame) {
        return kind(frame) == FrameKind.APPLICATION && !frame.equals(UNKNOWN) && !frame.equals(NOT_SAMPLED);
    }

    private Blamed withoutApplication(List<Clue> clues) {
        return first(clues, FrameKind.LIBRARY)
                .or(() -> first(clues, FrameKind.PLUMBING))
                .or(() -> ofTheJdk(clues))
                .map(blamed -> TaskFrames.isMark(blamed.frame()) ? new Blamed(NOT_SAMPLED, Reason.NONE) : blamed)
                .orElse(Blamed.UNKNOWN);
    }

    /** Returns the clues, each preceded by those of its frames that were present when the client was opened. */
    private static List<Clue> sinceOpened(ConnectionHistory connection, List<Clue> clues) {
        if (connection.role() != Role.CLIENT) {
            return clues;
        }
        List<String> opened = TaskFrames.task(connection.stacks().opened());
        return clues.stream()
                .flatMap(clue -> Stream.of(
                        new Clue(
                                clue.reason(),
                                Holding.of(opened, TaskFrames.task(clue.stack()))
                                        .stayed()),
                        clue))
                .toList();
    }

    private static List<Clue> listener(JvmHistory jvm, ConnectionHistory connection) {
        if (connection.role() != Role.SERVER) {
            return List.of();
        }
        return jvm.context().listenerAt(connection.ends().localPort()).stream()
                .map(listener -> new Clue(Reason.LISTENS, listener.stacks().opened()))
                .toList();
    }

    private static List<Clue> others(ConnectionHistory connection) {
        List<Clue> others = new ArrayList<>();
        if (connection.role() == Role.CLIENT) {
            others.addAll(Clue.opened(connection));
        }
        others.add(Clue.endOfStream(connection));
        others.add(new Clue(Reason.EARLIER_USE, connection.stacks().lastUsed()));
        others.add(new Clue(Reason.LAST_WRITE, connection.stacks().lastWritten()));
        others.add(Clue.shutDown(connection));
        others.add(Clue.closed(connection));
        return others;
    }

    /**
     * Returns the application's first class that is attached to the connection. The class takes the place of a frame.
     */
    private Optional<Blamed> attached(ConnectionHistory connection) {
        return connection.attached().stream()
                .filter(type -> kind(type) == FrameKind.APPLICATION)
                .findFirst()
                .map(type -> new Blamed(type.replace(ConnectionHistory.LAMBDA, " (lambda)"), Reason.ATTACHED));
    }

    private Optional<Blamed> held(ConnectionHistory connection) {
        if (connection.holder() == null) {
            return Optional.empty();
        }
        Holding holding = Holding.of(
                TaskFrames.task(connection.stacks().lastUsed()),
                TaskFrames.task(connection.holder().stack()));
        boolean hasLeft = innermost(holding.left(), FrameKind.APPLICATION).isPresent();
        boolean isOver = hasLeft && (connection.role() == Role.CLIENT || holding.takesFromAQueue());
        if (holding.waitsForWork() || isOver) {
            return Optional.empty();
        }
        List<String> users = applications(connection.stacks().lastUsed());
        return innermost(holding.since(), FrameKind.APPLICATION)
                .map(frame -> new Blamed(frame, Reason.HELD_NOW, users));
    }

    private Optional<Blamed> application(List<Clue> clues) {
        for (Clue clue : clues) {
            Optional<String> frame = applications.computeIfAbsent(
                    clue.stack(), stack -> applications(stack).stream().findFirst());
            if (frame.isPresent()) {
                return Optional.of(
                        new Blamed(frame.get(), clue.reason(), clue.isUse() ? applications(clue.stack()) : List.of()));
            }
        }
        return Optional.empty();
    }

    /** Returns the application's frames of a stack, from the blamed frame outwards. */
    public List<String> applications(List<String> stack) {
        return TaskFrames.applications(stack, this::kind);
    }

    private Optional<Blamed> ofTheJdk(List<Clue> clues) {
        for (Clue clue : clues) {
            List<String> stack = clue.stack();
            Optional<String> frame = stack.stream()
                    .filter(each -> kind(each) == FrameKind.JDK && !FrameLists.startsWithAny(each, JDK_PLUMBING))
                    .findFirst()
                    .or(() -> stack.stream()
                            .filter(each -> FrameLists.startsWithAny(each, SOCKET_API))
                            .reduce((inner, outer) -> outer));
            if (frame.isPresent()) {
                return Optional.of(new Blamed(frame.get(), clue.reason()));
            }
        }
        return first(clues, FrameKind.JDK);
    }

    private Optional<Blamed> first(List<Clue> clues, FrameKind kind) {
        for (Clue clue : clues) {
            Optional<String> frame = innermost(clue.stack(), kind);
            if (frame.isPresent()) {
                return Optional.of(new Blamed(frame.get(), clue.reason()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> innermost(List<String> stack, FrameKind kind) {
        return Optional.ofNullable(TaskFrames.innermost(stack, kind, this::kind));
    }

    private FrameKind kind(String frame) {
        return kinds.computeIfAbsent(frame, each -> TaskFrames.isMark(each) ? FrameKind.PLUMBING : judge.kind(each));
    }
}
