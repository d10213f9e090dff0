// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** This side closes first, again and again, and leaves a TIME_WAIT each time that reuse would have avoided. */
final class TimeWaitRule implements Rule {
    /** Fewer at a time, or fewer avoidable, cost nobody anything. */
    private static final int MIN_CONNECTIONS = 10;

    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    /** @param peer the remote for a client; for a server the port that it listens on, since clients come from anywhere */
    private record Group(Cause cause, String blame, String peer) {}

    @Override
    public List<Finding> findings(JvmHistory jvm, Blame blame) {
        Map<Group, List<ConnectionHistory>> groups = new LinkedHashMap<>();
        for (ConnectionHistory connection : jvm.connections()) {
            if (connection.closedAt() != null
                    && connection.entered(TcpState.TIME_WAIT).isPresent()) {
                groups.computeIfAbsent(group(jvm, connection, blame), group -> new ArrayList<>())
                        .add(connection);
            }
        }
        List<Finding> findings = new ArrayList<>();
        groups.forEach((group, connections) -> {
            if (isAvoidable(jvm, connections)) {
                connections.forEach(connection ->
                        findings.add(new Finding(group.cause(), connection, group.blame(), dwell(jvm, connection))));
            }
        });
        return findings;
    }

    private static Group group(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        ConnectionHistory.Stacks stacks = connection.stacks();
        if (connection.role() == Role.CLIENT) {
            String frame = blame.of(jvm, connection, List.of(stacks.opened(), stacks.closed()));
            return new Group(Cause.SHORT_LIVED_CONNECTIONS, frame, connection.remote());
        }
        String frame = blame.of(jvm, connection, List.of(stacks.closed(), stacks.endOfStream(), stacks.opened()));
        return new Group(
                Cause.SERVER_CLOSES_FIRST, frame, ":" + connection.ends().localPort());
    }

    private static boolean isAvoidable(JvmHistory jvm, List<ConnectionHistory> connections) {
        List<Span> waits = connections.stream()
                .map(connection -> PortUse.wait(jvm, connection))
                .toList();
        List<Span> lives = PortUse.lives(connections);
        int saved = connections.size() - Span.peak(lives);
        return Span.peak(waits) >= MIN_CONNECTIONS
                && saved >= MIN_CONNECTIONS
                && Span.median(lives).compareTo(SHORT_LIFE) < 0;
    }

    /** Time spent in TIME_WAIT, so far. */
    private static Duration dwell(JvmHistory jvm, ConnectionHistory connection) {
        Span wait = PortUse.wait(jvm, connection);
        return Duration.between(wait.from(), wait.to().isBefore(connection.until()) ? wait.to() : connection.until());
    }
}
