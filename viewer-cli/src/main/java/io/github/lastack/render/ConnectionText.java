// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.Contradiction;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.KernelFact.ListenerQueue;
import io.github.lastack.replay.ListenerHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code lastack connections --id N}: a connection's whole life. */
public final class ConnectionText {
    private static final String INDENT = "  ";

    private ConnectionText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        for (Diagnosis.Connection connection : diagnosis.connections()) {
            connection(connection, style, lines);
        }
        for (Diagnosis.Listener listener : diagnosis.listeners()) {
            listener(listener, style, lines);
        }
        return lines.toString();
    }

    private static void connection(Diagnosis.Connection connection, Style style, Lines lines) {
        ConnectionHistory history = connection.history();
        lines.add(style.bold("connection " + history.id()) + ", "
                + history.role().name().toLowerCase(Locale.ROOT) + ", "
                + history.ends().api() + ": " + history.ends().local() + " to " + history.remote() + " ("
                + history.ends().host() + ")");
        lines.blank();
        states(history, lines);
        contradictions(history, lines);
        if (history.closeLost()) {
            lines.add(INDENT + "its close was not recorded: JFR dropped the event");
        }
        if (history.isCollected()) {
            lines.add(INDENT + "its descriptor object was garbage-collected without close");
        }
        StackText stacks = new StackText(style, lines, INDENT);
        stacks.add("opened", history.stacks().opened(), connection.opened());
        stacks.add("end of stream read", history.stacks().endOfStream(), "");
        stacks.add("shut down", history.stacks().shutDown(), "");
        if (!history.stacks().lastUsed().equals(history.stacks().shutDown())) {
            stacks.add("last used", history.stacks().lastUsed(), "");
        }
        stacks.add("closed", history.stacks().closed(), "");
    }

    private static void listener(Diagnosis.Listener listener, Style style, Lines lines) {
        ListenerHistory history = listener.history();
        lines.add(style.bold("listener " + history.id()) + ", " + history.api() + ": " + history.local() + ", backlog "
                + history.limit());
        lines.blank();
        lines.add(INDENT + String.format("%-30s  %s", history.openedAt(), history.state()));
        for (ListenerQueue queue : history.queue()) {
            lines.add(INDENT
                    + String.format(
                            "%-30s  %d wait, %d in SYN_RECEIVED",
                            queue.at(), queue.acceptQueue(), queue.synReceived()));
        }
        new StackText(style, lines, INDENT).add("opened", history.stacks().opened(), listener.opened());
    }

    private static void contradictions(ConnectionHistory history, Lines lines) {
        for (ConnectionHistory.Misfit misfit : history.misfits()) {
            Contradiction what = misfit.what();
            String met = what.signal() == null ? "the kernel said " + what.kernel() : "heard " + what.signal();
            lines.add(INDENT + String.format("%-30s  did not fit: in %s, %s", misfit.at(), what.state(), met));
        }
    }

    private static void states(ConnectionHistory history, Lines lines) {
        List<ConnectionHistory.Stay> states = history.states();
        for (int i = 0; i < states.size(); i++) {
            ConnectionHistory.Stay stay = states.get(i);
            boolean last = i == states.size() - 1;
            Instant left = last ? history.until() : states.get(i + 1).at();
            boolean over = stay.state() == TcpState.CLOSED || last && history.closeLost();
            String time = over ? "" : "for " + Style.duration(Duration.between(stay.at(), left)) + " ";
            String inferred = stay.evidence() == Evidence.INFERRED ? "(inferred)" : "";
            lines.add(INDENT + String.format("%-30s  %-12s  %s", stay.at(), stay.state(), time + inferred));
        }
    }
}
