// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.ports.CounterGrowth;
import io.github.lastack.diagnose.ports.HandshakeRoom;
import io.github.lastack.diagnose.ports.TimeWaitPressure;
import io.github.lastack.diagnose.problem.Judgement;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.KernelFact.Scope;
import io.github.lastack.facts.SocketFact.AgentInfo;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.frame.FrameKind;
import io.github.lastack.history.AggregateTotals;
import io.github.lastack.history.ClassOrigins;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.history.HistoryCollector;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.Tally;
import io.github.lastack.replay.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes a diagnosis of a recording: replays every JVM, applies the rules, and groups their findings into sites. */
public final class Diagnoser {
    private Diagnoser() {}

    public static Diagnosis diagnose(Recording recording) {
        return diagnose(recording, List.of(), null, connection -> true, List.of());
    }

    /**
     * Returns the diagnosis of a recording.
     *
     * @param appPackages the only packages whose code is the application's; if empty, the application's code is
     *     determined from the recording
     * @param timeWait the duration of TIME_WAIT; if null, the duration in the recording, or else Linux's
     * @param listed selects the connections to list individually; all others are counted and then discarded
     * @param collectors the collectors that receive every connection
     */
    public static Diagnosis diagnose(
            Recording recording,
            Collection<String> appPackages,
            Duration timeWait,
            Predicate<ConnectionHistory> listed,
            List<? extends HistoryCollector> collectors) {
        Replay replay = new Replay(recording.jvms(), timeWait);
        List<JvmHistory> jvms = replay.jvms();
        List<AgentInfo> agents =
                jvms.stream().map(JvmHistory::agent).filter(Objects::nonNull).toList();
        List<String> mainClasses = agents.stream()
                .map(AgentInfo::mainClass)
                .filter(main -> !main.isEmpty())
                .distinct()
                .toList();
        ClassOrigins types =
                ClassOrigins.all(jvms.stream().map(JvmHistory::origins).toList());
        FrameKind.Judge judge =
                appPackages.isEmpty() ? FrameKind.judge(mainClasses, types) : FrameKind.judgeByPackages(appPackages);
        Blame blame = new Blame(judge);
        FrameOrigins origins = new FrameOrigins(types, judge);
        StatisticsCollector statistics = new StatisticsCollector(recording.info(), jvms, blame, origins, listed);
        List<HistoryCollector> hearers = new ArrayList<>(collectors);
        hearers.add(statistics);
        Tally tally = replay.tell(hearers);
        RecordingInfo info = recording.info();
        List<LeakSite> sites =
                statistics.sites().worstFirst(tally, info.losses().isEmpty());
        return new Diagnosis(
                info,
                new Diagnosis.Program(mainClasses, agents, origins),
                sites,
                new Diagnosis.Statistics(
                        statistics.totals(),
                        statistics.states(),
                        statistics.timeline(info),
                        statistics.transitions(),
                        statistics.remotes(),
                        statistics.halfOpens()),
                new Diagnosis.Individual(statistics.listed(), listeners(jvms, blame)),
                new Diagnosis.Kernel(
                        pressure(jvms, statistics, sites),
                        jvms.stream().map(Diagnoser::readings).toList(),
                        counted(jvms, blame),
                        AggregateTotals.byRole(jvms.stream().flatMap(jvm -> jvm.context().totals().stream()))),
                new Diagnosis.Coverage(
                        jvms.stream()
                                .map(JvmHistory::closeWaitLimit)
                                .min(Comparator.naturalOrder())
                                .orElse(Duration.ZERO),
                        statistics.sites().notes(),
                        unknowns(tally, agents),
                        jvms.stream()
                                .map(jvm -> Judgement.TooShort.of(jvm, statistics.open(jvm)))
                                .flatMap(Optional::stream)
                                .toList()));
    }

    private static List<Diagnosis.Listener> listeners(List<JvmHistory> jvms, Blame blame) {
        return jvms.stream()
                .flatMap(jvm -> listeners(jvm, blame))
                .sorted(Comparator.comparing((Diagnosis.Listener listener) ->
                                listener.history().openedAt())
                        .thenComparing(listener -> listener.history().id()))
                .toList();
    }

    private static Stream<Diagnosis.Listener> listeners(JvmHistory jvm, Blame blame) {
        Diagnosis.Refusals refusals = new Diagnosis.Refusals(
                CounterGrowth.of(jvm, "listenOverflows"),
                CounterGrowth.of(jvm, "listenDrops"),
                CounterGrowth.of(jvm, "syncookiesSent"));
        return jvm.context().listeners().stream()
                .map(history -> new Diagnosis.Listener(
                        history,
                        blame.of(history.stacks().opened()),
                        history.newest()
                                .map(newest -> HandshakeRoom.limit(
                                        newest, jvm.context().settings()))
                                .orElse(-1),
                        refusals));
    }

    private static List<Diagnosis.Counted> counted(List<JvmHistory> jvms, Blame blame) {
        Map<List<Object>, CountedOpenings> bySite = new LinkedHashMap<>();
        jvms.stream()
                .flatMap(jvm -> jvm.context().counted().stream())
                .forEach(each -> bySite.merge(List.of(each.role(), each.stack()), each, CountedOpenings::plus));
        return bySite.values().stream()
                .sorted(Comparator.comparingLong(CountedOpenings::connections).reversed())
                .map(each -> new Diagnosis.Counted(each, blame.of(each.stack())))
                .toList();
    }

    /**
     * Returns the pressure of the JVMs in which ports, or the kernel's room for TIME_WAIT, run short. If a site has
     * TIME_WAITs or failed connects, the result contains every JVM with closes.
     */
    private static List<TimeWaitPressure> pressure(
            List<JvmHistory> jvms, StatisticsCollector statistics, List<LeakSite> sites) {
        boolean found = sites.stream()
                .map(LeakSite::problem)
                .anyMatch(problem -> problem == Problem.TIME_WAIT || problem == Problem.CONNECT_FAILED);
        return jvms.stream()
                .map(jvm -> TimeWaitPressure.of(jvm, statistics.sites().portUses(jvm), statistics.readings(jvm)))
                .filter(pressure -> pressure.isFelt() || found && pressure.closes() > 0)
                .toList();
    }

    private static Diagnosis.Readings readings(JvmHistory jvm) {
        return new Diagnosis.Readings(
                jvm.instance(),
                jvm.context().counts(Scope.PROCESS),
                jvm.context().counts(Scope.MACHINE),
                jvm.context().counters());
    }

    private static Diagnosis.Unknowns unknowns(Tally tally, List<AgentInfo> agents) {
        return new Diagnosis.Unknowns(
                tally.closesLost(),
                tally.contradictions(),
                tally.unknownOpenings(),
                agents.stream().mapToLong(AgentInfo::suppressedErrors).sum(),
                agents.stream()
                        .flatMap(agent -> agent.hooks().failed().stream())
                        .distinct()
                        .toList(),
                agents.stream().anyMatch(agent -> !agent.kernelAsked()));
    }
}
