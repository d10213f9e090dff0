// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How many connections went to one remote.
 *
 * @param address {@code host:port}, or a host alone where ports mean nothing
 */
public record RemoteCount(String address, int connections) {
    /** Most connections first; equal ones by address. */
    public static List<RemoteCount> mostFirst(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> new RemoteCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(RemoteCount::connections)
                        .reversed()
                        .thenComparing(RemoteCount::address))
                .toList();
    }
}
