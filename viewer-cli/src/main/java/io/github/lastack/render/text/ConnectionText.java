// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.frame.FrameKind;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.history.SocketError;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.StackText;
import io.github.lastack.render.layout.StateBars;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.AfterCloseText;
import io.github.lastack.render.phrase.HandshakesText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code lastack connections --id N}: the states and events of one connection. */
public final class ConnectionText {
    private static final String INDENT = "  ";

    /** An event of the connection; {@code at} is null where the time was not recorded. */
    private record Step(Instant at, String what, List<String> stack, String blame) {}

    private ConnectionText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        for (Diagnosis.Connection connection : diagnosis.connections()) {
            connection(diagnosis, connection, style, lines);
        }
        for (Diagnosis.Listener listener : diagnosis.listeners()) {
            listener(diagnosis, listener, style, lines);
        }
        return lines.toString();
    }

    private static void connection(Diagnosis diagnosis, Diagnosis.Connection connection, Style style, Lines lines) {
        ConnectionHistory history = connection.history();
        lines.add(style.bold("connection " + history.id()) + ", "
                + history.role().name().toLowerCase(Locale.ROOT) + ", "
                + history.ends().api() + ": " + history.ends().local() + " to " + history.remote() + " ("
                + history.ends().host() + ")");
        lines.wrapped(summary(diagnosis, connection), 0, style.width());
        lines.blank();
        StateBars bars = new StateBars(history, style);
        bars.add(lines);
        if (history.closeLost()) {
            lines.add(INDENT + "its close was not recorded: JFR dropped the event");
        }
        network(history).forEach(words -> lines.add(INDENT + words));
        String afterClose = AfterCloseText.of(history);
        if (!afterClose.isEmpty()) {
            lines.wrapped("after the close: " + afterClose, INDENT.length(), style.width());
        }
        String attached = attached(history);
        if (!attached.isEmpty()) {
            lines.add(INDENT + "attached: " + attached);
        }
        StackText stacks = new StackText(style, lines, INDENT);
        for (Step moment : moments(connection)) {
            String when = moment.at() == null
                    ? "  (time not recorded)"
                    : "  " + bars.moment(moment.at()).strip();
            lines.blank().add(INDENT + style.bold(moment.what()) + style.faint(when));
            stacks.frames(moment.stack(), moment.blame(), diagnosis.origins());
        }
    }

    private static List<String> network(ConnectionHistory history) {
        ConnectionHistory.Network network = history.network();
        List<String> words = new ArrayList<>();
        if (history.synsSent() > 0) {
            Duration timeout = network.connectTimeout();
            words.add(Style.count(history.synsSent(), "SYN") + " sent, no answer"
                    + (timeout == null
                            ? ""
                            : timeout.isZero()
                                    ? "; a thread waits in connect without a timeout"
                                    : "; a thread waits in connect with a timeout of " + Style.duration(timeout)));
        } else if (network.unanswered() != null) {
            words.add(unanswered(network.unanswered()));
        }
        if (network.error() != null && network.error() != SocketError.OTHER) {
            words.add(
                    switch (network.error()) {
                        case TIMED_OUT -> "ended because the kernel gave up: no answer to the data sent (ETIMEDOUT)";
                        case UNREACHABLE -> "ended because the peer was unreachable (EHOSTUNREACH, ENETUNREACH)";
                        default -> "ended by a reset";
                    });
        }
        if (history.waitsWithoutKeepAlive()) {
            words.add("only the peer can end this wait, and SO_KEEPALIVE is not set: a vanished peer would not be"
                    + " noticed");
        }
        return words;
    }

    private static String unanswered(ConnectionHistory.Unanswered unanswered) {
        String what = unanswered.retransmits() == 0
                ? "probed " + Style.count(unanswered.probes(), "time")
                : "retransmitted " + Style.count(unanswered.retransmits(), "time");
        Duration lasting = Duration.between(unanswered.since(), unanswered.until());
        return "no answer from the peer for at least " + Style.duration(lasting) + " at the last check: " + what;
    }

    /** The attached objects of the application; empty if there are none. */
    private static String attached(ConnectionHistory history) {
        return history.attached().stream()
                .filter(type -> FrameKind.of(type) == FrameKind.APPLICATION)
                .map(type -> type.replace(ConnectionHistory.LAMBDA, " (lambda)"))
                .collect(Collectors.joining(", "));
    }

    private static String summary(Diagnosis diagnosis, Diagnosis.Connection connection) {
        ConnectionHistory history = connection.history();
        boolean before = history.openedAt().isBefore(diagnosis.recording().start());
        Instant end = history.closedAt() == null ? history.until() : history.closedAt();
        String age = Style.duration(Duration.between(history.openedAt(), end));
        String open = history.closedAt() != null
                ? "closed after " + age
                : history.holdsDescriptor()
                        ? "open for " + age
                                + (history.shutDown() ? " when the JVM was shut down" : " when the recording ends")
                        : history.closeLost() ? "its close was not recorded" : "not open when the recording ends";
        Integer site = SiteSelection.numbers(diagnosis.sites()).get(connection.site());
        String opened = history.beforeAgent()
                ? "open before the agent was attached, found " + history.openedAt()
                : "opened " + history.openedAt() + (before ? ", before the recording" : "");
        return opened + "; " + open + (site == null ? "" : "; site " + site);
    }

    /** The events in the order of time; those without a time come last. */
    private static List<Step> moments(Diagnosis.Connection connection) {
        ConnectionHistory history = connection.history();
        ConnectionHistory.Stacks stacks = history.stacks();
        ConnectionHistory.Moments at = history.moments();
        List<Step> moments = new ArrayList<>();
        add(moments, history.openedAt(), "opened", stacks.opened(), connection.opened());
        add(moments, at.endOfStream(), "end of stream read", stacks.endOfStream(), "");
        add(moments, at.shutDown(), "shut down", stacks.shutDown(), "");
        if (stacks.isLastUsedAnother()) {
            add(moments, at.lastUsed(), lastUse(history), stacks.lastUsed(), "");
        }
        if (stacks.isLastWrittenAnother()) {
            add(moments, null, "last write whose stack was taken", stacks.lastWritten(), "");
        }
        if (history.holder() != null) {
            ConnectionHistory.Holder holder = history.holder();
            add(moments, holder.at(), "held by thread " + holder.thread() + ", then at", holder.stack(), "");
        }
        add(moments, history.closedAt(), "closed", stacks.closed(), "");
        if (history.isCollected()) {
            moments.add(new Step(history.collectedAt(), "found garbage-collected without close", List.of(), ""));
        }
        if (history.unreadSince() != null) {
            moments.add(new Step(history.unreadSince(), "received data has waited unread since", List.of(), ""));
        }
        moments.sort(Comparator.comparing(Step::at, Comparator.nullsLast(Comparator.naturalOrder())));
        return moments;
    }

    private static String lastUse(ConnectionHistory history) {
        SocketFact.LastUse use = history.lastUse();
        if (history.errorAt() != null
                && history.errorAt().equals(history.moments().lastUsed())) {
            return "failed";
        }
        if (use == null) {
            return "last used";
        }
        String what = use.writing() ? "last written to" : "last read from";
        String by = use.thread().isEmpty() ? "" : " by thread " + use.thread();
        return use.isExact()
                ? what + by
                : what + by + "; the stack is from a use up to " + Style.duration(use.lag()) + " earlier";
    }

    private static void add(List<Step> moments, Instant at, String what, List<String> stack, String blame) {
        if (!stack.isEmpty()) {
            moments.add(new Step(at, what, stack, blame));
        }
    }

    private static void listener(Diagnosis diagnosis, Diagnosis.Listener listener, Style style, Lines lines) {
        ListenerHistory history = listener.history();
        lines.add(style.bold("listener " + history.id()) + ", " + history.api() + ": " + history.local() + ", backlog "
                + history.limit()
                + (listener.room() < 0 ? "" : ", room for " + listener.room() + " half-open handshakes"));
        lines.blank();
        lines.add(INDENT + String.format("%-30s  %s", history.openedAt(), history.state()));
        for (ListenerQueue queue : history.queue()) {
            lines.add(INDENT
                    + String.format(
                            "%-30s  %d waiting, %d in SYN_RECEIVED%s",
                            queue.at(),
                            queue.acceptQueue(),
                            queue.handshakes().synReceived(),
                            HandshakesText.sentAgain(queue.handshakes())));
        }
        Diagnosis.Refusals refusals = listener.refusals();
        if (refusals.drops() + refusals.cookies() > 0) {
            lines.wrapped(
                    String.format(
                            Locale.ROOT,
                            "handshakes dropped: %,d, of which %,d because an accept queue was full; SYN cookies"
                                    + " sent: %,d"
                                    + " (all listeners of this network namespace)",
                            refusals.drops(),
                            refusals.overflows(),
                            refusals.cookies()),
                    INDENT.length(),
                    style.width());
        }
        new StackText(style, lines, INDENT)
                .add("opened", history.stacks().opened(), listener.opened(), diagnosis.origins());
    }
}
