// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.select;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A filter by the user's conditions, which counts the values that each condition excludes. */
public final class Filter<T> {
    private final Map<String, Predicate<T>> conditions = new LinkedHashMap<>();
    private final Map<String, Integer> leftOut = new HashMap<>();
    private int seen;

    /**
     * Adds a condition.
     *
     * @param option the option by which the user set the condition
     */
    public Filter<T> and(String option, Predicate<T> condition) {
        conditions.put(option, condition);
        return this;
    }

    /**
     * Returns whether all conditions accept a value. Must be called once for each value. A value that several
     * conditions exclude counts for the first of them.
     */
    public boolean takes(T value) {
        seen++;
        for (Map.Entry<String, Predicate<T>> condition : conditions.entrySet()) {
            if (!condition.getValue().test(value)) {
                leftOut.merge(condition.getKey(), 1, Integer::sum);
                return false;
            }
        }
        return true;
    }

    public int seen() {
        return seen;
    }

    /** Returns the number of values excluded by each option, in the order of the conditions. */
    public Map<String, Integer> leftOut() {
        Map<String, Integer> ordered = new LinkedHashMap<>();
        conditions.keySet().stream().filter(leftOut::containsKey).forEach(each -> ordered.put(each, leftOut.get(each)));
        return ordered;
    }
}
