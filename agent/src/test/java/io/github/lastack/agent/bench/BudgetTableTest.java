// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTableTest {
    private final BudgetTable table = new BudgetTable();

    @Test
    void figure_beyondBudget_hasACross() {
        table.put("a", Limit.atMost(5, " µs"), 17, "%.1f", List.of(Figure.once(5), Figure.once(5.1)));

        assertEquals("| a | ≤ 5 µs | 5.0 / 5.1 ✗ | no |", row("a"));
    }

    @Test
    void budget_keptOnEachJdk_isKept() {
        table.put("a", Limit.atLeast(0.995), 17, "%.3f", Figure.once(0.996));
        table.put("a", Limit.atLeast(0.995), 8, "%.3f", Figure.once(1.001));
        table.put("b", Limit.atLeast(0.995), 8, "%.3f", Figure.once(0.994));

        assertEquals("| a | ≥ 0.995 | 1.001 | 0.996 | yes |", row("a"));
        assertEquals("| b | ≥ 0.995 | 0.994 ✗ | – | no |", row("b"));
    }

    @Test
    void budget_notMeasured_isNeitherKeptNorBroken() {
        table.lacks("a", Limit.atMost(1, ""), 11, "follows 0 of 4");

        assertEquals("| a | ≤ 1 | follows 0 of 4 |  |", row("a"));
    }

    @Test
    void peer_figures_haveNoBudget() {
        table.put("peer", Limit.NONE, 8, "%.0f", Figure.once(1_000));

        assertEquals("| peer |  | 1000 |  |", row("peer"));
    }

    private String row(String what) {
        return table.summary()
                .lines()
                .filter(line -> line.startsWith("| " + what + " |"))
                .findFirst()
                .orElseThrow();
    }
}
