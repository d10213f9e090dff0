// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ConnectionHistory.AfterClose;
import io.github.lastack.history.ConnectionHistory.StateEntry;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the kernel did with a connection after its descriptor was closed, in words. */
public final class AfterCloseText {
    private AfterCloseText() {}

    /** The sentence; empty where the kernel was not seen to work on the connection any more. */
    public static String of(ConnectionHistory history) {
        AfterClose after = history.afterClose();
        if (after == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (after.unacknowledged() != null) {
            parts.add("FIN not acknowledged for " + unacknowledged(history) + retransmits(after));
        }
        if (after.gone() != null) {
            parts.add("gone between " + since(history, after.seen()) + " and " + since(history, after.gone())
                    + " later: " + ways(history));
        }
        return String.join("; ", parts);
    }

    /** {@code 5 retransmits}; empty where the FIN was acknowledged. */
    public static String stillUnacknowledged(ConnectionHistory history) {
        AfterClose after = history.afterClose();
        boolean waits = history.state() == TcpState.FIN_WAIT_1
                || history.state() == TcpState.CLOSING
                || history.state() == TcpState.LAST_ACK;
        return after == null || !waits ? "" : Style.count(after.retransmits(), "retransmit");
    }

    /** How long the FIN was unacknowledged: until another state was observed, or "at least" until it was last seen. */
    private static String unacknowledged(ConnectionHistory history) {
        StateEntry fin = null;
        for (StateEntry stay : history.states()) {
            if (fin == null && (stay.state() == TcpState.FIN_WAIT_1 || stay.state() == TcpState.LAST_ACK)) {
                fin = stay;
            } else if (fin != null && stay.state() != TcpState.CLOSING) {
                return stay.evidence() == Evidence.OBSERVED
                        ? Style.duration(Duration.between(fin.at(), stay.at()))
                        : atLeast(history, fin.at());
            }
        }
        return atLeast(history, fin == null ? history.closedAt() : fin.at());
    }

    private static String since(ConnectionHistory history, Instant at) {
        return Style.duration(Duration.between(history.closedAt(), at));
    }

    private static String atLeast(ConnectionHistory history, Instant fin) {
        return "at least "
                + Style.duration(Duration.between(fin, history.afterClose().unacknowledged()));
    }

    private static String retransmits(AfterClose after) {
        return after.retransmits() == 0 ? "" : " (" + Style.count(after.retransmits(), "retransmit") + ")";
    }

    private static String ways(ConnectionHistory history) {
        List<StateEntry> states = history.states();
        return switch (states.get(Math.max(0, states.size() - 2)).state()) {
            case LAST_ACK -> "acknowledged, reset, or given up after tcp_orphan_retries";
            case FIN_WAIT_2 -> "reset, or the peer's FIN did not come within tcp_fin_timeout";
            default -> "reset, or given up after tcp_orphan_retries";
        };
    }
}
