// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.ports.TimeWaitPressure;
import io.github.lastack.diagnose.problem.Judgement;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.diagnose.stats.Remotes;
import io.github.lastack.diagnose.stats.StateTimeline;
import io.github.lastack.diagnose.stats.Transitions;
import io.github.lastack.facts.KernelFact.Counters;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.AggregateTotals;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The complete result for a recording, ready to be displayed.
 *
 * @param sites the sites, worst first
 */
public record Diagnosis(
        RecordingInfo recording,
        Program program,
        List<LeakSite> sites,
        Statistics statistics,
        Individual individual,
        Kernel kernel,
        Coverage coverage) {

    /**
     * The recorded program.
     *
     * @param agents the newest self-description of each JVM's agent
     * @param origins the origins of the code in the frames
     */
    public record Program(List<String> mainClasses, List<SocketFact.AgentInfo> agents, FrameOrigins origins) {}

    /**
     * Statistics of all connections.
     *
     * @param states the number of connections in each state at the end, without those whose close was lost
     * @param timeline the number of connections in each state over the time of the recording
     * @param transitions the state transitions of all connections
     * @param remotes the remotes of all connections
     * @param halfOpen connects that have waited in SYN_SENT for longer than the limit; most first
     */
    public record Statistics(
            Totals totals,
            Map<TcpState, Integer> states,
            StateTimeline timeline,
            Transitions transitions,
            Remotes remotes,
            List<HalfOpen> halfOpen) {}

    /**
     * Connections and listeners that are listed individually.
     *
     * @param connections the requested connections, in the order of their opening
     * @param listeners the listeners, in the order of their opening
     */
    public record Individual(List<Connection> connections, List<Listener> listeners) {}

    /**
     * Counts by the kernel, and aggregated connections.
     *
     * @param pressure the TIME_WAIT pressure of the JVMs in which it is significant
     * @param readings the kernel's counts, JVM by JVM
     * @param counted the connections that were opened too fast to be recorded individually, by site; most first
     * @param counts the aggregated connections by role
     */
    public record Kernel(
            List<TimeWaitPressure> pressure,
            List<Readings> readings,
            List<Counted> counted,
            List<AggregateTotals> counts) {}

    /**
     * Notes beside the sites, and the limits of the diagnosis.
     *
     * @param closeWaitLimit the shortest limit of the JVMs
     * @param notes useful facts that are no problem, as sentences without a full stop
     * @param tooShort the JVMs that were not watched for long enough
     */
    public record Coverage(
            Duration closeWaitLimit, List<String> notes, Unknowns unknowns, List<Judgement.TooShort> tooShort) {}

    /** Returns what could not be judged, so that finding nothing proves nothing about it. */
    public Judgement judgement() {
        return new Judgement(
                recording.unread(), unknowns().failedHooks(), unknowns().kernelNotAsked(), tooShort());
    }

    /** Returns the number of aggregated connections. */
    public long onlyCounted() {
        return counts().stream().mapToLong(AggregateTotals::onlyCounted).sum();
    }

    /**
     * Returns the number of connections that were recorded individually. {@link #connections} may list only some of
     * them.
     */
    public int connectionCount() {
        return totals().connections();
    }

    /** Returns the number of connections in CLOSE_WAIT for less than the limit. */
    public int closeWaitWithinLimit() {
        return totals().closeWaitWithinLimit();
    }

    /**
     * Returns this diagnosis with only the connections and listeners of the given ID. There is one, unless several JVMs
     * were recorded.
     */
    public Diagnosis withOnly(long connectionId) {
        return with(
                connections().stream()
                        .filter(connection -> connection.history().id() == connectionId)
                        .toList(),
                listeners().stream()
                        .filter(listener -> listener.history().id() == connectionId)
                        .toList());
    }

    /** Returns this diagnosis with the given connections and listeners in place of all. */
    public Diagnosis with(List<Connection> theseConnections, List<Listener> theseListeners) {
        return new Diagnosis(
                recording,
                new Program(mainClasses(), agents(), origins()),
                sites,
                new Statistics(totals(), states(), timeline(), transitions(), remotes(), halfOpen()),
                new Individual(theseConnections, theseListeners),
                new Kernel(pressure(), readings(), counted(), counts()),
                new Coverage(closeWaitLimit(), notes(), unknowns(), tooShort()));
    }

    /**
     * Totals of all connections.
     *
     * @param open the number of descriptors still held at the end, whatever they wait for
     * @param closeWaitWithinLimit the number of connections in CLOSE_WAIT for less than the limit that belong to no
     *     site
     */
    public record Totals(int connections, int open, int closeWaitWithinLimit) {}

    /**
     * A connection with the frames to blame.
     *
     * @param opened the frame to blame for the opening
     * @param touched the frame to blame for the last operation, as far as it is known
     * @param site the fingerprint of the connection's site; empty if it belongs to none
     */
    public record Connection(ConnectionHistory history, String opened, String touched, String site) {}

    /**
     * Aggregated openings with the frame to blame.
     *
     * @param opened the frame to blame for the openings
     */
    public record Counted(CountedOpenings openings, String opened) {}

    /**
     * A listener with the frame to blame.
     *
     * @param opened the frame to blame for listening
     * @param room the number of half-open handshakes that fit; -1 if unknown
     * @param refusals the refusals of all listeners in the listener's network namespace
     */
    public record Listener(ListenerHistory history, String opened, int room, Refusals refusals) {
        /**
         * Returns the reading with the most handshakes, among readings whose handshakes had been half-open for long.
         * Returns empty if there is no such reading.
         */
        public Optional<ListenerQueue> hanging() {
            return history.queue().stream()
                    .filter(reading -> reading.handshakes().hangLong())
                    .max(Comparator.comparingInt(reading -> reading.handshakes().synReceived()));
        }
    }

    /**
     * Connection attempts that the kernel turned away during the recording.
     *
     * @param overflows handshakes dropped because an accept queue was full
     * @param drops handshakes dropped for any reason
     * @param cookies SYNs answered with a cookie
     */
    public record Refusals(long overflows, long drops, long cookies) {}

    /** Connections by state of one JVM and of its machine, and the kernel's counters, over time. */
    public record Readings(String jvm, List<Counts> process, List<Counts> machine, List<Counters> counters) {}

    /**
     * Facts that are unknown, and the reasons.
     *
     * @param closesLost connections whose close JFR dropped
     * @param contradictions facts that could not be true in the connection's state at that time
     * @param unknownOpenings connections of which only the end was recorded
     * @param suppressedErrors errors inside the agent
     * @param failedHooks JDK methods that the agent could not watch, with the reason
     */
    public record Unknowns(
            int closesLost,
            int contradictions,
            int unknownOpenings,
            long suppressedErrors,
            List<String> failedHooks,
            boolean kernelNotAsked) {}

    public List<String> mainClasses() {
        return program.mainClasses();
    }

    public List<SocketFact.AgentInfo> agents() {
        return program.agents();
    }

    public FrameOrigins origins() {
        return program.origins();
    }

    public Totals totals() {
        return statistics.totals();
    }

    public Map<TcpState, Integer> states() {
        return statistics.states();
    }

    public StateTimeline timeline() {
        return statistics.timeline();
    }

    public Transitions transitions() {
        return statistics.transitions();
    }

    public Remotes remotes() {
        return statistics.remotes();
    }

    public List<HalfOpen> halfOpen() {
        return statistics.halfOpen();
    }

    public List<Connection> connections() {
        return individual.connections();
    }

    public List<Listener> listeners() {
        return individual.listeners();
    }

    public List<TimeWaitPressure> pressure() {
        return kernel.pressure();
    }

    public List<Readings> readings() {
        return kernel.readings();
    }

    public List<Counted> counted() {
        return kernel.counted();
    }

    public List<AggregateTotals> counts() {
        return kernel.counts();
    }

    public Duration closeWaitLimit() {
        return coverage.closeWaitLimit();
    }

    public List<String> notes() {
        return coverage.notes();
    }

    public Unknowns unknowns() {
        return coverage.unknowns();
    }

    public List<Judgement.TooShort> tooShort() {
        return coverage.tooShort();
    }
}
