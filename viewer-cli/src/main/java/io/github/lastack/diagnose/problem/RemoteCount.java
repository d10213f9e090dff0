// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The number of connections to one remote.
 *
 * @param address {@code host:port}, or only the host if ports mean nothing
 */
public record RemoteCount(String address, int connections) {
    /** Returns the counts, most connections first; equal counts are ordered by address. */
    public static List<RemoteCount> mostFirst(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> new RemoteCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(RemoteCount::connections)
                        .reversed()
                        .thenComparing(RemoteCount::address))
                .toList();
    }
}
