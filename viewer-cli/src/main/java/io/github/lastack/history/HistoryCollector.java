// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.util.List;

/**
 * Hears of every connection exactly once, as soon as all is known of it, in no promised order, on one thread,
 * which is not that which asks for it.
 *
 * <p>A recording may hold millions of connections: what a collector keeps must not grow with their number.
 */
public interface HistoryCollector {
    /** Comes first: what is known of the JVMs as wholes, their times, settings and listeners. */
    default void begin(List<JvmHistory> jvms) {}

    void add(ConnectionHistory history);
}
