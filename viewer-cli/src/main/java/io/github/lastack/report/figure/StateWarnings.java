// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.model.TcpState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which states are in trouble, and by how many connections. */
final class StateWarnings {
    /**
     * @param words what is wrong with how many, in few words
     * @param worst the site to look at first; null if none was found for it
     */
    record Warning(String words, LeakSite worst) {}

    private final Map<TcpState, Warning> warnings = new EnumMap<>(TcpState.class);

    StateWarnings(Diagnosis diagnosis) {
        Map<Problem, LeakSite> worst = new EnumMap<>(Problem.class);
        Map<Problem, Long> connections = new EnumMap<>(Problem.class);
        for (LeakSite site : diagnosis.sites()) {
            if (site.cause() == Cause.HANDSHAKES_UNFINISHED) {
                warnings.putIfAbsent(TcpState.SYN_RECEIVED, new Warning(site.connections() + " never finished", site));
                continue;
            }
            count(site.problem(), amount(site), site, worst, connections);
            if (site.problem() != Problem.NEVER_CLOSED) {
                count(Problem.NEVER_CLOSED, site.held().in(TcpState.CLOSED), site, worst, connections);
            }
        }
        worst.forEach((problem, site) -> {
            String words = connections.get(problem) + " " + problem.outcome();
            warnings.putIfAbsent(problem.state(), new Warning(words, site));
        });
        long unanswered =
                diagnosis.halfOpen().stream().mapToLong(HalfOpen::connections).sum();
        diagnosis.listeners().stream()
                .flatMap(listener -> listener.hanging().stream())
                .mapToInt(reading -> reading.handshakes().synReceived())
                .max()
                .ifPresent(most ->
                        warnings.putIfAbsent(TcpState.SYN_RECEIVED, new Warning(most + " unanswered at most", null)));
        if (unanswered > 0) {
            warnings.putIfAbsent(TcpState.SYN_SENT, new Warning(unanswered + " unanswered", null));
        }
    }

    private static void count(
            Problem problem, long amount, LeakSite site, Map<Problem, LeakSite> worst, Map<Problem, Long> connections) {
        if (amount > 0) {
            worst.putIfAbsent(problem, site);
            connections.merge(problem, amount, Long::sum);
        }
    }

    /** Returns the warning of a state; null if there is none. */
    Warning of(TcpState state) {
        return warnings.get(state);
    }

    /** Whether a transition leads into a state with a warning, which is where to look. */
    boolean isLeadingTo(TcpState from, TcpState to) {
        boolean begins = to == TcpState.FIN_WAIT_1
                && from == TcpState.ESTABLISHED
                && (warnings.containsKey(TcpState.TIME_WAIT) || warnings.containsKey(TcpState.FIN_WAIT_2));
        boolean enters = warnings.containsKey(to)
                && List.of(TcpState.CLOSE_WAIT, TcpState.TIME_WAIT, TcpState.FIN_WAIT_2)
                        .contains(to)
                && from != TcpState.CLOSED;
        return begins || enters;
    }

    private static long amount(LeakSite site) {
        if (site.detail() instanceof TimeWaitCost cost) {
            return cost.avoidable();
        }
        return site.problem() == Problem.CLOSE_WAIT && site.stillOpen() > 0
                ? site.held().in(TcpState.CLOSE_WAIT)
                : site.connections();
    }
}
