// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * The measurements with each companion and with none, in turns, round by round. Numbers are identified by their index.
 */
final class Measured {
    private final List<List<Map<String, double[]>>> rounds = new ArrayList<>();

    void beginRound() {
        rounds.add(new ArrayList<>());
    }

    /** Adds a turn, which has measured once with each companion. */
    void add(Map<String, double[]> turn) {
        rounds.get(rounds.size() - 1).add(new LinkedHashMap<>(turn));
    }

    Figure of(String companion, int place) {
        return compared(companion, place, (with, alone) -> with);
    }

    /** Returns how much more it is than without a companion in the same turn. */
    Figure added(String companion, int place) {
        return compared(companion, place, (with, alone) -> with - alone);
    }

    /** Returns how many times as much it is as without a companion in the same turn. */
    Figure ratio(String companion, int place) {
        return compared(companion, place, (with, alone) -> with / alone);
    }

    /**
     * Returns what one companion adds divided by what another adds, round by round: in a single turn a difference may
     * be nothing but noise.
     */
    Figure share(String companion, String peer, int place) {
        List<Double> shares = new ArrayList<>();
        for (List<Map<String, double[]>> round : rounds) {
            shares.add(added(round, companion, place) / added(round, peer, place));
        }
        return Figure.ofEach(shares);
    }

    private static double added(List<Map<String, double[]>> round, String companion, int place) {
        return Cpu.median(compared(round, companion, place, (with, alone) -> with - alone));
    }

    private Figure compared(String companion, int place, DoubleBinaryOperator comparison) {
        return Figure.of(rounds.stream()
                .map(round -> compared(round, companion, place, comparison))
                .toList());
    }

    private static List<Double> compared(
            List<Map<String, double[]>> round, String companion, int place, DoubleBinaryOperator comparison) {
        return round.stream()
                .map(turn -> comparison.applyAsDouble(turn.get(companion)[place], turn.get(Companions.ALONE)[place]))
                .toList();
    }
}
