// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.select;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The part of an answer that is not displayed, since the user asked for less.
 *
 * @param of the number of entries in all
 * @param byOption the number of entries that each option left out; empty if all are displayed
 */
public record LeftOut(int of, Map<String, Integer> byOption) {
    public static final LeftOut NOTHING = new LeftOut(0, Map.of());

    private static final String BY_TOP = "--top";

    static LeftOut of(Filter<?> filter, int beyondTop) {
        Map<String, Integer> byOption = new LinkedHashMap<>(filter.leftOut());
        if (beyondTop > 0) {
            byOption.put(BY_TOP, beyondTop);
        }
        return new LeftOut(filter.seen(), byOption);
    }

    public int shown() {
        return of - byOption.values().stream().mapToInt(Integer::intValue).sum();
    }
}
