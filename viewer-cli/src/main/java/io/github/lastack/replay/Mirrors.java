// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections of which both ends were recorded, in one JVM or in several: what the one end does is evidence for the
 * other.
 */
final class Mirrors {
    static final Mirrors NONE = new Mirrors();

    /** How far the clocks of two recordings of one machine may be apart, or of an event and a listing of one. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** How long after its close a client may still be accepted: it waits in the listener's queue. */
    private static final Duration QUEUED = Duration.ofSeconds(60);

    /**
     * What one end is to the other.
     *
     * @param fallsSilent when it sent its FIN or, if {@code reset}, a RST; null if it did neither
     */
    record Mirror(Instant fallsSilent, boolean reset) {
        private static Mirror of(ConnectionHistory end) {
            for (ConnectionHistory.Stay stay : end.states()) {
                TcpState state = stay.state();
                if (state.isFinWait() || state == TcpState.LAST_ACK || state == TcpState.TIME_WAIT) {
                    return new Mirror(stay.at(), false);
                }
                if (state == TcpState.CLOSED) {
                    return new Mirror(stay.at(), true);
                }
            }
            return new Mirror(null, false);
        }
    }

    private record Key(String instance, long id) {
        static Key of(ConnectionHistory history) {
            return new Key(history.instance(), history.id());
        }
    }

    private final Map<Key, Mirror> mirrors = new HashMap<>();

    private Mirrors() {}

    static Mirrors among(List<ConnectionHistory> histories) {
        Map<String, List<ConnectionHistory>> accepted = new HashMap<>();
        for (ConnectionHistory history : histories) {
            if (history.role() == Role.SERVER && history.ends().hasRemote()) {
                accepted.computeIfAbsent(pair(history.remote(), history.ends().local()), pair -> new ArrayList<>())
                        .add(history);
            }
        }
        Mirrors found = new Mirrors();
        for (ConnectionHistory client : accepted.isEmpty() ? List.<ConnectionHistory>of() : histories) {
            if (client.role() == Role.CLIENT) {
                nearest(client, accepted.getOrDefault(pair(client.ends().local(), client.remote()), List.of()))
                        .ifPresent(server -> found.join(client, server));
            }
        }
        return found;
    }

    /** Ports are used again, but not while the connection before still lives at either end. */
    private static Optional<ConnectionHistory> nearest(ConnectionHistory client, List<ConnectionHistory> servers) {
        return servers.stream()
                .filter(server -> !server.openedAt().isBefore(client.openedAt().minus(SLACK))
                        && !server.openedAt().isAfter(end(client).plus(QUEUED)))
                .min(Comparator.comparing(server ->
                        Duration.between(client.openedAt(), server.openedAt()).abs()));
    }

    private static Instant end(ConnectionHistory history) {
        return history.isOpen() ? history.until() : history.closedAt();
    }

    private static String pair(String client, String server) {
        return client + ' ' + server;
    }

    /** An end whose close was lost proves nothing. */
    private void join(ConnectionHistory one, ConnectionHistory other) {
        if (!other.closeLost()) {
            mirrors.put(Key.of(one), Mirror.of(other));
        }
        if (!one.closeLost()) {
            mirrors.put(Key.of(other), Mirror.of(one));
        }
    }

    boolean isEmpty() {
        return mirrors.isEmpty();
    }

    /** Null where the other end was not recorded. */
    Mirror of(String instance, long id) {
        return mirrors.get(new Key(instance, id));
    }
}
