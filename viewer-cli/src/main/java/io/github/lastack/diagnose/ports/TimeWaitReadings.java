// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.diagnose.ports.TimeWaitPressure.Reading;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.facts.KernelFact.Scope;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts one JVM's TIME_WAITs at the moments when the kernel was asked for all of the machine's. */
public final class TimeWaitReadings {
    private final List<Counts> readings;
    private final Instant[] moments;

    /** The change in the number of TIME_WAITs at each reading, compared with the reading before. */
    private final int[] change;

    public TimeWaitReadings(JvmHistory jvm) {
        readings = jvm.context().counts(Scope.MACHINE);
        moments = readings.stream().map(Counts::at).toArray(Instant[]::new);
        change = new int[moments.length + 1];
    }

    public void add(ConnectionHistory connection) {
        Instant begun = connection.entered(TcpState.TIME_WAIT).orElse(null);
        if (begun != null) {
            boolean over = connection.state() == TcpState.CLOSED;
            change[firstFrom(begun)]++;
            change[firstFrom(over ? connection.since() : connection.timeWaitEnds())]--;
        }
    }

    private int firstFrom(Instant moment) {
        int at = Arrays.binarySearch(moments, moment);
        int index = at < 0 ? -at - 1 : at;
        while (at >= 0 && index > 0 && moments[index - 1].equals(moment)) {
            index--;
        }
        return index;
    }

    List<Reading> finish() {
        List<Reading> counted = new ArrayList<>();
        int waiting = 0;
        for (int i = 0; i < moments.length; i++) {
            waiting += change[i];
            counted.add(new Reading(moments[i], readings.get(i).in(TcpState.TIME_WAIT), waiting));
        }
        return counted;
    }
}
