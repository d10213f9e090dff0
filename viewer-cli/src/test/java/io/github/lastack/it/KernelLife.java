// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One socket's connection as the kernel has traced it. */
final class KernelLife {
    final String local;
    final String remote;
    final TraceEvent begun;
    private final List<String> states = new ArrayList<>();
    private final List<TraceEvent> resets = new ArrayList<>();
    private boolean gap;
    private double endedSeconds;
    private double reusedSeconds = Double.MAX_VALUE;
    private double establishedSeconds;
    private double finSeconds = Double.NaN;
    private List<String> listed = List.of();

    private KernelLife(TraceEvent begun) {
        this.local = begun.local();
        this.remote = begun.remote();
        this.begun = begun;
        this.states.add(begun.from());
    }

    /** By {@code local remote}, in order: ports are used again. */
    static Map<String, List<KernelLife>> of(List<TraceEvent> events) {
        Map<String, List<KernelLife>> lives = new HashMap<>();
        Map<String, TraceEvent> resets = new HashMap<>();
        for (TraceEvent event : events) {
            String ends = event.local() + " " + event.remote();
            if (event.local().endsWith(":0")) {
                continue; // begins to connect, and will have its port in a moment
            }
            KernelLife newest = newest(lives.getOrDefault(ends, List.of()));
            if (event.kind() == TraceEvent.Kind.STATE) {
                if (newest == null || newest.isOver()) {
                    if (newest != null) {
                        newest.reusedSeconds = event.seconds();
                    }
                    newest = new KernelLife(event);
                    lives.computeIfAbsent(ends, pair -> new ArrayList<>()).add(newest);
                    newest.take(event.from().equals("SYN_SENT") ? resets.get(ends) : null);
                }
                newest.enter(event);
            } else if (newest == null) {
                resets.put(ends, event); // refused: the first that its port is known of
            } else {
                newest.take(event);
            }
        }
        return lives;
    }

    private static KernelLife newest(List<KernelLife> lives) {
        return lives.isEmpty() ? null : lives.get(lives.size() - 1);
    }

    private void take(TraceEvent reset) {
        if (reset != null) {
            resets.add(reset);
        }
    }

    private boolean isOver() {
        return last().equals("CLOSED");
    }

    private void enter(TraceEvent event) {
        gap |= !last().equals(event.from());
        if (!event.to().equals(event.from())) { // close in FIN_WAIT_1 changes nothing, and is traced
            states.add(event.to());
            endedSeconds = event.seconds();
            boolean sendsFin = event.to().equals("FIN_WAIT_1") || event.to().equals("LAST_ACK");
            finSeconds = sendsFin ? endedSeconds : finSeconds;
            establishedSeconds = event.to().equals("ESTABLISHED") ? endedSeconds : establishedSeconds;
        }
    }

    private String last() {
        return states.get(states.size() - 1);
    }

    /** When it entered its last state, by the trace's clock. */
    double endedSeconds() {
        return endedSeconds;
    }

    /** Whether both ends have sent their FINs within so many seconds. */
    boolean sendsFinTogetherWith(KernelLife other, double seconds) {
        return Math.abs(finSeconds - other.finSeconds) < seconds;
    }

    /** The trace has lost something, or two network namespaces have used the same addresses. */
    boolean hasGap() {
        return gap;
    }

    boolean wasEstablished() {
        return states.contains("ESTABLISHED");
    }

    /** One sent while the SYNs cross is about the moment before there was a socket. */
    private boolean wasReset() {
        return resets.stream().anyMatch(reset -> reset.seconds() > establishedSeconds);
    }

    boolean wasRefused() {
        return !resets.isEmpty() && states.contains("SYN_SENT") && !wasEstablished();
    }

    /** To ESTABLISHED, from the first state that is its own: a new socket is in CLOSE, an accepted one in LISTEN. */
    List<String> opening() {
        boolean born = states.get(0).equals("CLOSED") || states.get(0).equals("LISTEN");
        return states.subList(born ? 1 : 0, states.indexOf("ESTABLISHED") + 1);
    }

    private boolean hasSentFin() {
        return states.contains("LAST_ACK") || states.contains("FIN_WAIT_1");
    }

    /** From ESTABLISHED on, or all of it if it never came to that. */
    private List<String> sinceEstablished() {
        int from = Math.max(0, states.indexOf("ESTABLISHED"));
        return states.subList(from, states.size());
    }

    /**
     * Whether a small timewait socket has taken over, for TIME_WAIT or an orphan's FIN_WAIT_2. The kernel says CLOSE
     * then, and traces no more.
     */
    boolean isHandedOver() {
        String before = states.size() < 2 ? "" : states.get(states.size() - 2);
        return isOver() && !wasReset() && (before.equals("FIN_WAIT_2") || before.equals("CLOSING"));
    }

    /** What the kernel has listed of its timewait socket. */
    void isListed(ListedStates states) {
        listed = states.between(local + " " + remote, endedSeconds, reusedSeconds);
    }

    /**
     * The states by the RFC's reckoning: what a timewait socket waits for was listed, or can be told from the other
     * end.
     *
     * @param other the other end; null if it has none
     */
    List<String> path(KernelLife other) {
        List<String> path = new ArrayList<>(sinceEstablished());
        if (!isHandedOver()) {
            return path;
        }
        int end = path.size() - 1;
        if (listed.contains("TIME_WAIT")) {
            path.set(end, "TIME_WAIT");
        } else if (listed.contains("FIN_WAIT_2")) {
            path.subList(listed.get(listed.size() - 1).equals("FIN_WAIT_2") ? end : end + 1, end + 1)
                    .clear();
        } else if (path.get(end - 1).equals("CLOSING") || other == null || other.hasSentFin()) {
            path.set(end, "TIME_WAIT");
        } else if (!other.isOver()) {
            path.remove(end);
        }
        return path;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(local + " to " + remote + " from " + begun.seconds() + " s " + states);
        if (!listed.isEmpty()) {
            text.append(", then listed ").append(listed);
        }
        resets.forEach(reset -> text.append(", ")
                .append(reset.kind())
                .append(" at ")
                .append(reset.seconds())
                .append(" s"));
        return text.toString();
    }
}
