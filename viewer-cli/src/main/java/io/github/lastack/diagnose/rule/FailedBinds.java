// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameKind;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.history.BindFailure;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.history.Subject;
import io.github.lastack.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds binds of one JVM that failed since the port is taken, or none is left. What else is wrong with an address is no
 * leak, and neither is a failure on the way to a free port.
 */
final class FailedBinds {

    /* A bind was on the way to a free port if soon after it failed the same code had another port:
     *
     * another port: one that became free after a while was taken before, and somebody had to wait for it
     * soon: asking for one port after the other takes no time; a loop that sleeps in between waits for a port
     * same code: the blamed method in whatever line, called from the same line. Two servers that are started one after
     *     the other through one helper are started from two lines. Or else the same socket
     * had: it listens there, or is a connection's that was opened there; a bind that went well is no event
     */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final List<String> CLIENTS = List.of(
            "java.net.Socket.bind(",
            "sun.nio.ch.SocketChannelImpl.bind(",
            "sun.nio.ch.AsynchronousSocketChannelImpl.bind(");

    /** @param callers of the method, innermost first */
    private record Place(Role role, String method, List<String> callers) {}

    private final Blame blame;
    private final List<Finding> failures = new ArrayList<>();

    /** By {@link Place} or number of the socket, then in the order of time. */
    private final Map<Object, NavigableMap<Instant, List<Finding>>> asked = new HashMap<>();

    private final NavigableSet<Instant> times = new TreeSet<>();
    private final Set<Finding> onTheWay = Collections.newSetFromMap(new IdentityHashMap<>());

    public FailedBinds(JvmHistory jvm, Blame blame) {
        this.blame = blame;
        jvm.context().bindFailures().stream()
                .filter(failure -> failure.fact().inUse())
                .forEach(this::failed);
        jvm.context().listeners().forEach(this::listens);
    }

    private void failed(BindFailure failure) {
        List<String> stack = failure.stacks().opened();
        Finding finding = new Finding(Cause.ADDRESS_IN_USE, role(failure), blame.of(stack), Duration.ZERO, failure, 1);
        failures.add(finding);
        if (failure.fact().localPort() != 0) {
            times.add(failure.openedAt());
            keys(finding.role(), failure.fact().socket(), stack)
                    .forEach(key -> asked.computeIfAbsent(key, each -> new TreeMap<>())
                            .computeIfAbsent(failure.openedAt(), each -> new ArrayList<>())
                            .add(finding));
        }
    }

    private void listens(ListenerHistory listener) {
        hasPort(listener, Role.SERVER, listener.id(), listener.localPort());
    }

    /** A client that was bound before is known by its connection only. */
    public void add(ConnectionHistory connection) {
        if (!times.isEmpty() && connection.role() == Role.CLIENT) {
            hasPort(connection, Role.CLIENT, connection.id(), connection.ends().localPort());
        }
    }

    private void hasPort(Subject subject, Role role, long socket, int port) {
        Instant at = subject.openedAt();
        Instant soon = at.minus(SOON);
        if (port == 0 || times.subSet(soon, true, at, true).isEmpty()) {
            return;
        }
        keys(role, socket, subject.stacks().opened())
                .map(asked::get)
                .filter(Objects::nonNull)
                .flatMap(binds -> binds.subMap(soon, true, at, true).values().stream())
                .flatMap(List::stream)
                .filter(finding -> bind(finding).fact().localPort() != port)
                .forEach(onTheWay::add);
    }

    private Stream<Object> keys(Role role, long socket, List<String> stack) {
        return Stream.concat(
                socket == 0 ? Stream.empty() : Stream.of(socket),
                stack.isEmpty() ? Stream.empty() : Stream.of(place(role, stack)));
    }

    /** A method that calls itself for the next port is one. */
    private Place place(Role role, List<String> stack) {
        String method = method(blame.of(stack));
        int callers = 0;
        while (callers < stack.size() && !method(stack.get(callers)).equals(method)) {
            callers++;
        }
        while (callers < stack.size() && method(stack.get(callers)).equals(method)) {
            callers++;
        }
        return new Place(role, method, stack.subList(callers, stack.size()));
    }

    private static String method(String frame) {
        return frame.substring(0, Math.max(frame.indexOf('('), 0));
    }

    /** All that failed and, so far, led to no free port. */
    public List<Finding> findings() {
        return failures.stream().filter(failure -> !onTheWay.contains(failure)).toList();
    }

    /** Failures on the way to a free port. */
    public List<Finding> searches() {
        return failures.stream().filter(onTheWay::contains).toList();
    }

    public static BindFailure bind(Finding finding) {
        return (BindFailure) finding.subject();
    }

    /** A socket that is bound is to listen there, except a client's that chooses its local address. */
    private static Role role(BindFailure failure) {
        boolean client = Stream.concat(failure.stacks().opened().stream(), failure.fact().stack().stream())
                .anyMatch(frame -> FrameKind.startsWithAny(frame, CLIENTS));
        return client ? Role.CLIENT : Role.SERVER;
    }
}
