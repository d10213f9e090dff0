// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelLifeTest {
    private static final String HERE = "127.0.0.1:40000";
    private static final String THERE = "127.0.0.1:80";

    private final List<TraceEvent> events = new ArrayList<>();

    @Test
    void close_inFinWait2AfterThePeersFin_isTimeWait() {
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
        states(THERE, HERE, "LISTEN", "SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED");

        assertThat(path()).containsExactly("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT");
    }

    @Test
    void close_inFinWait2WithoutThePeersFin_isAnOrphan() {
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
        states(THERE, HERE, "LISTEN", "SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT");

        assertThat(path()).containsExactly("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2");
    }

    @Test
    void reset_eitherWay_isTheEnd() {
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
        states(THERE, HERE, "LISTEN", "SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT", "CLOSED");
        events.add(new TraceEvent(9, TraceEvent.Kind.RESET_SENT, HERE, THERE, "", ""));

        assertThat(path()).containsExactly("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSED");
    }

    @Test
    void ports_usedAgain_areAnotherLife() {
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED", "CLOSED");
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED");

        assertThat(KernelLife.of(events).get(HERE + " " + THERE)).hasSize(2);
    }

    @Test
    void move_toTheSameState_isNone() {
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_1");

        assertThat(path()).containsExactly("ESTABLISHED", "FIN_WAIT_1");
    }

    @Test
    void gap_inTheTrace_isNoticed() {
        states(HERE, THERE, "SYN_SENT", "ESTABLISHED");
        assertThat(only().hasGap()).isFalse();
        states(HERE, THERE, "FIN_WAIT_1", "FIN_WAIT_2");
        assertThat(only().hasGap()).isTrue();
    }

    private KernelLife only() {
        return KernelLife.of(events).get(HERE + " " + THERE).get(0);
    }

    private List<String> path() {
        KernelLife other = KernelLife.of(events).getOrDefault(THERE + " " + HERE, List.of()).stream()
                .findFirst()
                .orElse(null);
        return KernelLife.of(events).get(HERE + " " + THERE).get(0).path(other);
    }

    private void states(String local, String remote, String... states) {
        for (int i = 1; i < states.length; i++) {
            events.add(new TraceEvent(i, TraceEvent.Kind.STATE, local, remote, states[i - 1], states[i]));
        }
    }
}
