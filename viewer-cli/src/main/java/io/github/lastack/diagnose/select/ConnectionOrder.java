// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.select;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.history.ConnectionHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;

/** An order for listing connections. Connections that are alike are in the order of their opening. */
public enum ConnectionOrder {
    /** The oldest first. */
    OPENED(by(ConnectionHistory::openedAt)),
    /** The last opened first. */
    NEWEST(by(ConnectionHistory::openedAt).reversed()),
    /** The longest-lived first, from its opening to its close or the end of the recording. */
    AGE(by(ConnectionOrder::age).reversed()),
    /** The longest in its last state first; closed connections last. */
    IN_STATE(by(ConnectionOrder::inState).reversed()),
    STATE(by(ConnectionHistory::state)),
    REMOTE(by(ConnectionHistory::remote)),
    ID(by(ConnectionHistory::id));

    private final Comparator<Diagnosis.Connection> comparator;

    ConnectionOrder(Comparator<Diagnosis.Connection> first) {
        this.comparator = first.thenComparing(by(ConnectionHistory::openedAt)).thenComparing(by(ConnectionHistory::id));
    }

    private static <T extends Comparable<? super T>> Comparator<Diagnosis.Connection> by(
            Function<ConnectionHistory, T> key) {
        return Comparator.comparing(connection -> key.apply(connection.history()));
    }

    private static Duration age(ConnectionHistory history) {
        Instant end = history.closedAt() == null ? history.until() : history.closedAt();
        return Duration.between(history.openedAt(), end);
    }

    private static Duration inState(ConnectionHistory history) {
        return history.isOver() ? Duration.ZERO.minusNanos(1) : history.inState();
    }

    Comparator<Diagnosis.Connection> comparator() {
        return comparator;
    }

    /** Returns the order's name in output: {@code in-state}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
