// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.util.List;

/**
 * Receives every connection exactly once, when its history is complete, in no particular order. Called by one thread,
 * which is not the thread that started the replay.
 *
 * <p>A recording may contain millions of connections, so a collector's memory must not grow with their number.
 */
public interface HistoryCollector {
    /** Called first, with what is known of each JVM as a whole: times, settings and listeners. */
    default void begin(List<JvmHistory> jvms) {}

    void add(ConnectionHistory history);
}
