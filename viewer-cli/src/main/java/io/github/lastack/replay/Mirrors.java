// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.Role;
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

    private record Key(String instance, long id) {
        static Key of(ConnectionHistory history) {
            return new Key(history.instance(), history.id());
        }
    }

    private final Map<Key, Mirror> mirrors = new HashMap<>();

    private Mirrors() {}

    static Mirrors among(List<ConnectionHistory> histories) {
        Map<String, List<ConnectionHistory>> byEnds = new HashMap<>();
        for (ConnectionHistory history : histories) {
            if (history.wasConnected() && history.ends().hasRemote()) {
                byEnds.computeIfAbsent(pair(history.remote(), history.ends().local()), pair -> new ArrayList<>(1))
                        .add(history);
            }
        }
        Mirrors found = new Mirrors();
        for (ConnectionHistory client : histories) {
            if (client.role() == Role.CLIENT && !client.ends().isOfItself()) {
                List<ConnectionHistory> others =
                        byEnds.getOrDefault(pair(client.ends().local(), client.remote()), List.of());
                nearest(client, others).ifPresent(other -> found.join(client, other));
            }
        }
        return found;
    }

    /** Ports are used again, but not while the connection before still lives at either end. */
    private static Optional<ConnectionHistory> nearest(ConnectionHistory client, List<ConnectionHistory> others) {
        return others.stream()
                .filter(other -> !other.openedAt().isBefore(client.openedAt().minus(SLACK))
                        && !other.openedAt().isAfter(end(client).plus(QUEUED)))
                .min(Comparator.comparing(other ->
                        Duration.between(client.openedAt(), other.openedAt()).abs()));
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
