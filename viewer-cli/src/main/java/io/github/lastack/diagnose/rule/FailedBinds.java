// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.frame.FrameLists;
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
 * Binds of one JVM that failed because the port was taken or none was left. Other errors in an address are no leak, and
 * neither is a failure on the way to a free port.
 */
final class FailedBinds {

    /* A failed bind was on the way to a free port if soon afterwards the same code had another port.
     *
     * another port: a port that became free after a while was taken before, and the code had to wait for it.
     * soon: asking for one port after the other takes no time; a loop that sleeps in between waits for a port.
     * same code: the blamed method at any line, called from the same line, or else the same socket. Two servers that
     *     are started one after the other through one helper are started from two lines.
     * had: a socket listens at the port, or a connection was opened from it. A successful bind is no event.
     */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final List<String> CLIENTS = List.of(
            "java.net.Socket.bind(",
            "sun.nio.ch.SocketChannelImpl.bind(",
            "sun.nio.ch.AsynchronousSocketChannelImpl.bind(");

    /**
     * Place in the code that asked for a port.
     *
     * @param callers the callers of the method, innermost first
     */
    private record Place(Role role, String method, List<String> callers) {}

    private final Blame blame;
    private final List<Finding> failures = new ArrayList<>();

    /** Failed binds by {@link Place} or socket number, then by time. */
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

    /** Adds a connection. The port of a client that was bound is known only from its connection. */
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

    /** Returns the place that asked for a port. A method that calls itself for the next port is one place. */
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

    /** Returns the failed binds that, so far, have led to no free port. */
    public List<Finding> findings() {
        return failures.stream().filter(failure -> !onTheWay.contains(failure)).toList();
    }

    /** Returns the failed binds on the way to a free port. */
    public List<Finding> searches() {
        return failures.stream().filter(onTheWay::contains).toList();
    }

    public static BindFailure bind(Finding finding) {
        return (BindFailure) finding.subject();
    }

    /**
     * Returns the role of the socket. A bound socket is meant to listen, except that of a client that chooses its local
     * address.
     */
    private static Role role(BindFailure failure) {
        boolean client = Stream.concat(failure.stacks().opened().stream(), failure.fact().stack().stream())
                .anyMatch(frame -> FrameLists.startsWithAny(frame, CLIENTS));
        return client ? Role.CLIENT : Role.SERVER;
    }
}
