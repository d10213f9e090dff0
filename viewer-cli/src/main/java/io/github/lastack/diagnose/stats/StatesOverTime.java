// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ConnectionHistory.StateEntry;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counter of the connections in each state at each time of a recording. Takes one history at a time, in any order, and
 * has the same size for one as for millions.
 */
public final class StatesOverTime {

    /* Time is divided into CELLS cells of one width. For each state and cell three numbers are kept: by how much the
     * count has changed (entered less left), how many have entered, and how many are no longer followed because the
     * recording of their JVM ended in the cell. The count at a cell's end is the sum of all changes until then. A
     * connection whose recording ended is counted to the end of the cell.
     *
     * A time beyond the last cell doubles the width: two cells become one, and all three numbers are added. The counts
     * at the remaining cell ends do not change.
     *
     * The peak within several cells is the highest count at one of their ends. Connections that came and went between
     * two ends are not added up, since their order is not kept. If there were any, the peak is at least 1.
     */

    static final int CELLS = 1024;

    /** Number of buckets in a timeline, which may have a few less. */
    static final int BUCKETS = 60;

    private static final long FIRST_WIDTH_NANOS = 1_000_000;

    private final Instant start;
    private final int[][] change = new int[TcpState.values().length][CELLS];
    private final int[][] entered = new int[TcpState.values().length][CELLS];
    private final int[][] unfollowed = new int[TcpState.values().length][CELLS];
    private long widthNanos = FIRST_WIDTH_NANOS;

    /**
     * Creates a counter.
     *
     * @param start the start of the recording; earlier times count as the start
     */
    public StatesOverTime(Instant start) {
        this.start = start;
    }

    /** Adds a connection. Must be called once for each connection. */
    public void add(ConnectionHistory history) {
        List<StateEntry> states = history.states();
        for (int i = 0; i < states.size(); i++) {
            StateEntry stay = states.get(i);
            boolean last = i == states.size() - 1;
            if (last && history.closeLost()) {
                return; // it is not known when it left its last state
            }
            enter(stay);
            if (last) {
                unfollowed[stay.state().ordinal()][cell(later(stay.at(), history.until()))]++;
            } else {
                change[stay.state().ordinal()][cell(states.get(i + 1).at())]--;
            }
        }
    }

    /**
     * Returns the later of two times. Another JVM's recording may contain facts that are later than the end of this
     * JVM's recording.
     */
    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void enter(StateEntry stay) {
        int cell = cell(stay.at());
        change[stay.state().ordinal()][cell]++;
        entered[stay.state().ordinal()][cell]++;
    }

    private int cell(Instant at) {
        long nanos = Math.max(0, Duration.between(start, at).toNanos());
        while (nanos / widthNanos >= CELLS) {
            widen();
        }
        return (int) (nanos / widthNanos);
    }

    private void widen() {
        for (int[][] kind : List.of(change, entered, unfollowed)) {
            for (int[] cells : kind) {
                for (int i = 0; i < CELLS / 2; i++) {
                    cells[i] = cells[2 * i] + cells[2 * i + 1];
                }
                Arrays.fill(cells, CELLS / 2, CELLS, 0);
            }
        }
        widthNanos *= 2;
    }

    /** Returns the counts until the recording ends. */
    public StateTimeline until(Instant end) {
        int cells = cell(end) + 1;
        int each = (cells + BUCKETS - 1) / BUCKETS;
        Map<TcpState, StateTimeline.Line> lines = new EnumMap<>(TcpState.class);
        for (TcpState state : TcpState.values()) {
            StateTimeline.Line line = line(state, cells, each);
            if (line.peak().stream().anyMatch(peak -> peak > 0)) {
                lines.put(state, line);
            }
        }
        return new StateTimeline(start, end, Duration.ofNanos(widthNanos * each), lines);
    }

    private StateTimeline.Line line(TcpState state, int cells, int each) {
        int[] changes = change[state.ordinal()];
        List<Integer> ends = new ArrayList<>();
        List<Integer> peaks = new ArrayList<>();
        int count = 0;
        for (int from = 0; from < cells; from += each) {
            int peak = count;
            for (int cell = from; cell < Math.min(from + each, cells); cell++) {
                count += changes[cell] - (cell == 0 ? 0 : unfollowed[state.ordinal()][cell - 1]);
                peak = Math.max(peak, Math.max(count, Math.min(entered[state.ordinal()][cell], 1)));
            }
            ends.add(count);
            peaks.add(peak);
        }
        return new StateTimeline.Line(List.copyOf(ends), List.copyOf(peaks));
    }
}
