// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.ports.TimeWaitPressure;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The lines about the process and the machine as a whole. */
public final class StateText {
    private static final int LABEL = StatesOverTimeText.LABEL;

    /** Counts within this part of each other agree: connections come and go while the kernel's table is read. */
    private static final double SAME = 0.01;

    private final Diagnosis diagnosis;
    private final Style style;
    private final Lines lines;

    public StateText(Diagnosis diagnosis, Style style, Lines lines) {
        this.diagnosis = diagnosis;
        this.style = style;
        this.lines = lines;
    }

    /** Adds the lines that a summary must show, one for each urgent fact. */
    public void addUrgent() {
        if (diagnosis.closeWaitWithinLimit() > 0) {
            line("CLOSE_WAIT", withinLimit(""));
        }
        hanging(1);
        diagnosis.halfOpen().stream().limit(1).forEach(this::halfOpen);
        counted(1);
        diagnosis.pressure().stream()
                .flatMap(pressure -> pressure.remotes().stream())
                .filter(use -> use.share() >= TimeWaitPressure.WORTH_SAYING)
                .max(Comparator.comparingDouble(PortUse::share))
                .ifPresent(use -> line("TIME_WAIT", DetailText.share(use)));
    }

    public void addAtEnd() {
        line("At the end", states(diagnosis.states()));
    }

    public void add() {
        lines.blank();
        addAtEnd();
        if (diagnosis.closeWaitWithinLimit() > 0) {
            line("", withinLimit("in CLOSE_WAIT "));
        }
        boolean several = diagnosis.readings().size() > 1;
        for (Diagnosis.Readings readings : diagnosis.readings()) {
            String whose = several ? " (" + readings.jvm() + ")" : "";
            newest("Process", readings.process(), whose);
            newest("Machine", readings.machine(), whose);
        }
        hanging(DetailText.NAMED);
        diagnosis.halfOpen().stream().limit(DetailText.NAMED).forEach(this::halfOpen);
        counted(DetailText.NAMED);
        diagnosis.pressure().forEach(this::pressure);
    }

    private String withinLimit(String where) {
        return JudgementText.tooYoung(diagnosis, where);
    }

    private void newest(String label, List<Counts> counts, String whose) {
        if (!counts.isEmpty()) {
            Counts newest = counts.get(counts.size() - 1);
            String unconnected = unconnected(newest.states());
            line(
                    label,
                    states(connected(newest.states())) + whose + ", at " + Style.time(newest.at())
                            + (unconnected.isEmpty() ? "" : "; " + unconnected));
        }
    }

    private void counted(int sites) {
        String label = "Aggregated";
        for (String line : AggregatedText.lines(diagnosis, sites, style)) {
            line(label, line);
            label = "";
        }
    }

    private void halfOpen(HalfOpen waiting) {
        line("SYN_SENT", HalfOpenText.of(waiting));
    }

    /** The listeners with the most unanswered handshakes, without those that a site reports. */
    private void hanging(int listeners) {
        Set<String> found = diagnosis.sites().stream()
                .map(LeakSite::detail)
                .filter(HandshakeBacklog.class::isInstance)
                .flatMap(detail -> ((HandshakeBacklog) detail).queues().stream())
                .map(HandshakeBacklog.Queue::local)
                .collect(Collectors.toSet());
        diagnosis.listeners().stream()
                .filter(listener -> !found.contains(listener.history().local()))
                .filter(listener -> listener.hanging().isPresent())
                .sorted(Comparator.comparingInt((Diagnosis.Listener listener) ->
                                listener.hanging().orElseThrow().handshakes().synReceived())
                        .reversed())
                .limit(listeners)
                .forEach(this::hanging);
    }

    private void hanging(Diagnosis.Listener listener) {
        KernelFact.ListenerQueue reading = listener.hanging().orElseThrow();
        line(
                "SYN_RECEIVED",
                "up to " + Style.count(reading.handshakes().synReceived(), "handshake") + " on "
                        + listener.history().local()
                        + (listener.room() < 0 ? "" : " (room for " + listener.room() + ")")
                        + " unanswered for seconds"
                        + HandshakesText.sentAgain(reading.handshakes())
                        + ", at " + Style.time(reading.at()));
    }

    private void pressure(TimeWaitPressure pressure) {
        line(
                "TIME_WAIT",
                pressure.inTimeWait() + " now; this side closed " + Style.count(pressure.closes(), "connection")
                        + " first");
        for (PortUse use : pressure.remotes().stream().limit(DetailText.NAMED).toList()) {
            line("", DetailText.use(use));
        }
        // The reading with the highest count is compared.
        pressure.readings().stream()
                .filter(reading -> reading.kernel() > 0 || reading.replayed() > 0)
                .max(Comparator.comparingInt(TimeWaitPressure.Reading::kernel))
                .ifPresent(reading -> line("", reconciled(reading, pressure.ended())));
        pressure.kernel().forEach(words -> line("", words));
    }

    /** Compares the kernel's count with the replay's. */
    private static String reconciled(TimeWaitPressure.Reading reading, long ended) {
        int others = reading.kernel() - reading.replayed();
        String counted = String.format(
                Locale.ROOT, "the kernel counted %,d in TIME_WAIT at %s", reading.kernel(), Style.time(reading.at()));
        if (others == 0) {
            return counted + ", all from this JVM";
        }
        if (others < 0 && -others <= reading.replayed() * SAME) {
            return counted + String.format(Locale.ROOT, ", which agrees with the replay's %,d", reading.replayed());
        }
        if (others > 0) {
            return counted
                    + String.format(
                            Locale.ROOT,
                            ": %,d from this JVM, %,d from other processes or not recorded",
                            reading.replayed(),
                            others);
        }
        return counted
                + String.format(
                        Locale.ROOT,
                        ", %,d fewer than the replay expects for this JVM: %s",
                        -others,
                        ended > 0
                                ? String.format(
                                        Locale.ROOT,
                                        "it ended %,d early (for new connections, or for lack of room)",
                                        ended)
                                : "TIME_WAIT is inferred from close; it ends early if the peer resets or never"
                                        + " answers");
    }

    private static Map<TcpState, Integer> connected(Map<TcpState, Integer> states) {
        Map<TcpState, Integer> connected = new EnumMap<>(TcpState.class);
        connected.putAll(states);
        connected.remove(TcpState.CLOSED);
        return connected;
    }

    /** {@code no connection, descriptor open: 93}, as the kernel counts CLOSED; empty if there is none. */
    static String unconnected(Map<TcpState, Integer> states) {
        int descriptors = states.getOrDefault(TcpState.CLOSED, 0);
        return descriptors == 0 ? "" : String.format(Locale.ROOT, "no connection, descriptor open: %,d", descriptors);
    }

    private static String states(Map<TcpState, Integer> states) {
        return states.isEmpty()
                ? "no connections"
                : states.entrySet().stream()
                        .map(state -> state.getValue() + " " + state.getKey())
                        .collect(Collectors.joining(", "));
    }

    private void line(String label, String words) {
        lines.labelled(String.format("%-" + LABEL + "s", label), LABEL, words, style.width());
    }
}
