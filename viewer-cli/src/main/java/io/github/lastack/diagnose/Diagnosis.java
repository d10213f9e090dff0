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
 * All that is known of a recording, ready to be shown.
 *
 * @param sites worst first
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
     * What was recorded.
     *
     * @param agents the newest description of itself that each JVM's agent gave
     * @param origins of the code in the frames
     */
    public record Program(List<String> mainClasses, List<SocketFact.AgentInfo> agents, FrameOrigins origins) {}

    /**
     * All connections together.
     *
     * @param states how many connections are in each state at the end, without those whose close was lost
     * @param timeline the same over the time of the recording
     * @param transitions and {@code remotes} are of all connections
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
     * Connections and listeners one by one.
     *
     * @param connections those that were asked for, in the order of their opening
     * @param listeners in the order of their opening
     */
    public record Individual(List<Connection> connections, List<Listener> listeners) {}

    /**
     * What was only counted, by the kernel or by the agent.
     *
     * @param pressure of those JVMs in which TIME_WAIT is felt
     * @param readings what the kernel counted, JVM by JVM
     * @param counted the connections that were opened too fast to be recorded individually, by site; most first
     * @param counts the same connections by role
     */
    public record Kernel(
            List<TimeWaitPressure> pressure,
            List<Readings> readings,
            List<Counted> counted,
            List<AggregateTotals> counts) {}

    /**
     * What is worth knowing beside the sites, and what cannot be said.
     *
     * @param closeWaitLimit the shortest of the JVMs
     * @param notes what is worth knowing and is no problem, in sentences without a full stop
     * @param tooShort the JVMs that were not watched for long enough
     */
    public record Coverage(
            Duration closeWaitLimit, List<String> notes, Unknowns unknowns, List<Judgement.TooShort> tooShort) {}

    /** What finding nothing does not prove. */
    public Judgement judgement() {
        return new Judgement(
                recording.unread(), unknowns().failedHooks(), unknowns().kernelNotAsked(), tooShort());
    }

    /** How many connections were only counted. */
    public long onlyCounted() {
        return counts().stream().mapToLong(AggregateTotals::onlyCounted).sum();
    }

    /** How many connections were recorded individually, of which {@link #connections} may list but some. */
    public int connectionCount() {
        return totals().connections();
    }

    /** Connections in CLOSE_WAIT for less than the limit. */
    public int closeWaitWithinLimit() {
        return totals().closeWaitWithinLimit();
    }

    /**
     * This diagnosis with the connections and listeners of that number only: one, unless several JVMs were recorded.
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

    /** This diagnosis with the given connections and listeners in the place of all. */
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
     * All connections together.
     *
     * @param open how many descriptors are still held at the end, whatever they wait for
     * @param closeWaitWithinLimit connections in CLOSE_WAIT for less than the limit, that are of no site
     */
    public record Totals(int connections, int open, int closeWaitWithinLimit) {}

    /**
     * @param opened the frame to blame for the opening
     * @param touched the frame to blame for what was done last, as far as that is known
     * @param site the fingerprint of the site that it belongs to; empty if to none
     */
    public record Connection(ConnectionHistory history, String opened, String touched, String site) {}

    /** @param opened the frame to blame for opening them */
    public record Counted(CountedOpenings openings, String opened) {}

    /**
     * @param opened the frame to blame for listening
     * @param room how many half-open handshakes there is room for; -1 if it is not known
     * @param refusals of all listeners of its network namespace
     */
    public record Listener(ListenerHistory history, String opened, int room, Refusals refusals) {
        /** The reading with the most handshakes of those at which they had been hanging for long; empty if at none. */
        public Optional<ListenerQueue> hanging() {
            return history.queue().stream()
                    .filter(reading -> reading.handshakes().hangLong())
                    .max(Comparator.comparingInt(reading -> reading.handshakes().synReceived()));
        }
    }

    /**
     * What the kernel has turned away while it was recorded.
     *
     * @param overflows handshakes dropped because an accept queue was full
     * @param drops handshakes dropped for whatever reason
     * @param cookies SYNs answered with a cookie
     */
    public record Refusals(long overflows, long drops, long cookies) {}

    /** One JVM's and its machine's connections by state, and the kernel's counters, over time. */
    public record Readings(String jvm, List<Counts> process, List<Counts> machine, List<Counters> counters) {}

    /**
     * What cannot be said, and why.
     *
     * @param closesLost connections whose close JFR dropped
     * @param contradictions facts that could not be true of the state that they met
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
