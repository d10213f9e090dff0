// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.select.LeftOut;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.history.SocketError;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.FrameName;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.layout.Table;
import io.github.lastack.render.phrase.AfterCloseText;
import io.github.lastack.render.phrase.AggregatedText;
import io.github.lastack.render.phrase.HandshakesText;
import io.github.lastack.render.phrase.LeftOutText;
import io.github.lastack.render.phrase.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** {@code lastack connections}: a table like the one of netstat, with code in it. */
public final class ConnectionsText {
    private final Map<String, Integer> sites;
    private final Instant end;
    private final Table table = new Table("#ID", "ROLE", "LOCAL", "REMOTE", "STATE", "#FOR", "#SITE", "OPENED");

    private ConnectionsText(Diagnosis diagnosis) {
        sites = SiteSelection.numbers(diagnosis.sites());
        end = diagnosis.recording().end();
    }

    public static String of(Diagnosis diagnosis, Style style) {
        return of(diagnosis, LeftOut.NOTHING, style);
    }

    public static String of(Diagnosis diagnosis, LeftOut leftOut, Style style) {
        Lines lines = new Lines();
        if (diagnosis.connections().isEmpty() && diagnosis.listeners().isEmpty()) {
            lines.add("no connections").wrapped(Verdict.recording(diagnosis, style), 0, style.width());
        } else {
            new ConnectionsText(diagnosis).add(diagnosis, style, lines);
        }
        if (diagnosis.onlyCounted() > 0) {
            lines.blank();
            AggregatedText.lines(diagnosis, 0, style).forEach(line -> lines.wrapped(line, 0, style.width()));
        }
        LeftOutText.add(leftOut, "connection", style, lines);
        return lines.toString();
    }

    private void add(Diagnosis diagnosis, Style style, Lines lines) {
        diagnosis.listeners().forEach(this::row);
        diagnosis.connections().forEach(this::row);
        // On a narrow terminal, the file and line still name the code, and the remote names the connection.
        table.shorten("OPENED", FrameName::withoutPackages).orLeaveOut("ROLE", "LOCAL", "SITE", "FOR");
        table.addTo(lines, style);
    }

    private void row(Diagnosis.Connection connection) {
        ConnectionHistory history = connection.history();
        boolean waits = history.state() == TcpState.CLOSE_WAIT && !history.closeLost();
        table.row(
                waits,
                Long.toString(history.id()),
                history.role().name().toLowerCase(Locale.ROOT),
                history.ends().local(),
                history.remote(),
                state(history),
                history.isOver() && !history.takesDescriptor() ? "-" : inState(history),
                sites.containsKey(connection.site())
                        ? sites.get(connection.site()).toString()
                        : "-",
                history.beforeAgent() && history.stacks().opened().isEmpty()
                        ? "(open before the agent was attached)"
                        : connection.opened());
    }

    private static String state(ConnectionHistory history) {
        if (history.closeLost()) {
            return "close lost";
        }
        boolean isOver = history.state() == TcpState.CLOSED;
        return history.state().name()
                + (isOver ? diedOf(history) : tries(history))
                + (isOver && history.takesDescriptor() ? ", descriptor open" : "");
    }

    private static String diedOf(ConnectionHistory history) {
        SocketError error = history.network().error();
        return error == null || error == SocketError.OTHER
                ? ""
                : ", " + error.word().replace('-', ' ');
    }

    /** The number of unanswered segments, where they explain why the state lasts. */
    private static String tries(ConnectionHistory history) {
        if (history.synsSent() > 0) {
            return ", " + Style.count(history.synsSent(), "SYN");
        }
        ConnectionHistory.Unanswered unanswered = history.network().unanswered();
        if (unanswered == null || !history.holdsDescriptor()) {
            String retransmits = AfterCloseText.stillUnacknowledged(history);
            return retransmits.isEmpty() ? "" : ", " + retransmits;
        }
        return unanswered.retransmits() > 0
                ? ", " + Style.count(unanswered.retransmits(), "retransmit")
                : ", " + Style.count(unanswered.probes(), "probe");
    }

    /** The time in the state, with a {@code +} where the state began before the agent was attached. */
    private static String inState(ConnectionHistory history) {
        return Style.duration(history.inState()) + (history.wasFoundIn(history.state()) ? " +" : "");
    }

    private void row(Diagnosis.Listener listener) {
        ListenerHistory history = listener.history();
        String queue = history.newest()
                .filter(newest -> !history.gone())
                .map(newest -> "  (" + newest.acceptQueue() + (newest.backlog() < 0 ? "" : " of " + newest.backlog())
                        + " waiting" + handshakes(listener, newest.handshakes()) + ")")
                .orElse("");
        table.row(
                false,
                Long.toString(history.id()),
                Role.SERVER.name().toLowerCase(Locale.ROOT),
                history.local(),
                "*",
                history.state().name(),
                history.gone() ? "-" : Style.duration(Duration.between(history.openedAt(), end)),
                "-",
                listener.opened() + queue);
    }

    /** {@code , 12 of 50 in SYN_RECEIVED, SYN-ACKs retransmitted 14 times}; empty if there are none. */
    private static String handshakes(Diagnosis.Listener listener, Handshakes handshakes) {
        if (handshakes.synReceived() <= 0) {
            return "";
        }
        return ", " + handshakes.synReceived() + (listener.room() < 0 ? "" : " of " + listener.room())
                + " in SYN_RECEIVED" + HandshakesText.sentAgain(handshakes);
    }
}
