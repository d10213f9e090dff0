// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.util.List;
import java.util.Map;

/**
 * The stacks of one JVM that are known beforehand.
 *
 * @param sites those that facts name by number
 * @param depth how many frames are kept
 */
public record KnownStacks(Map<Long, List<String>> sites, ClassOrigins origins, int depth) {
    List<String> ofSite(long number) {
        return cut(sites.getOrDefault(number, List.of()));
    }

    /** Returns the stack that created the channel, unless an event loop's thread bound it. */
    List<String> made(long createdSite, List<String> stack) {
        List<String> created = sites.getOrDefault(createdSite, List.of());
        return cut(created.isEmpty() ? origins.withSourceFiles(stack) : created);
    }

    private List<String> cut(List<String> stack) {
        return stack.subList(0, Math.min(depth, stack.size()));
    }
}
