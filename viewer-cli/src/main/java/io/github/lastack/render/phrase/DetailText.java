// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.AlikeSite;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.problem.PortConflict;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.problem.Vanished;
import io.github.lastack.model.Role;
import io.github.lastack.render.layout.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The details that only some problems have, as sentences with a label each. */
final class DetailText {
    /** The most remotes, holders and listeners that are named. */
    static final int NAMED = 3;

    private static final double PERCENT = 100;

    private DetailText() {}

    static List<LabelledLine> of(Detail detail) {
        List<LabelledLine> lines = new ArrayList<>();
        if (detail instanceof TimeWaitCost cost) {
            cost.remotes().stream().limit(NAMED).forEach(use -> lines.add(new LabelledLine("ports", use(use))));
            lines.add(new LabelledLine(
                    "reuse",
                    String.format(
                            Locale.ROOT, "would have avoided %,d of these %,d", cost.avoidable(), cost.closes())));
            cost.kernel().forEach(words -> lines.add(new LabelledLine("kernel", words)));
        } else if (detail instanceof PortConflict conflict) {
            conflict(conflict, lines);
        } else if (detail instanceof AcceptBacklog backlog) {
            backlog(backlog, lines);
        } else if (detail instanceof HandshakeBacklog backlog) {
            handshakes(backlog, lines);
        } else if (detail instanceof Vanished vanished) {
            vanished(vanished, lines);
        } else if (detail instanceof AlikeSite alike) {
            String shared = alike.remote().isEmpty()
                    ? "accepted on the same port, " + alike.localPort()
                    : "to the same remote, " + alike.remote();
            lines.add(new LabelledLine("perhaps", alike.frame() + ", which leaks connections " + shared));
        }
        return lines;
    }

    /** {@code to 10.0.0.8:80: 80 in TIME_WAIT now (9.6 new a second; levels off at 576)}. */
    static String use(PortUse use) {
        String where = use.role() == Role.CLIENT ? "to " + use.remote() : "on " + use.remote();
        String population = where + ": " + population(use);
        if (use.ports() == 0) {
            return population;
        }
        String ports =
                String.format(Locale.ROOT, ", up to %s of the %,d ephemeral ports", share(use.share()), use.ports());
        return population + ports + end(use);
    }

    /** {@code 80 in TIME_WAIT now, 97 at the peak (9.6 new a second; levels off at 576)}. */
    private static String population(PortUse use) {
        if (use.closesPerSecond() == 0 && use.inTimeWait() == 0) {
            return String.format(Locale.ROOT, "none in TIME_WAIT now; %,d at the peak", use.peak());
        }
        String now = use.inTimeWait() == 0 ? "none" : String.format(Locale.ROOT, "%,d", use.inTimeWait());
        String peak = use.peak() == use.inTimeWait() ? "" : String.format(Locale.ROOT, ", %,d at the peak", use.peak());
        String level = use.steadyState() == 0 ? "below 1" : String.format(Locale.ROOT, "at %,d", use.steadyState());
        String rate = use.closesPerSecond() == 0
                ? " (no new ones)"
                : " (" + newOnes(use.closesPerSecond()) + "; levels off " + level + ")";
        return now + " in TIME_WAIT now" + peak + rate;
    }

    /** {@code 9.6 new a second}. */
    private static String newOnes(double perSecond) {
        return Style.rate(perSecond).replaceFirst(" ", " new ");
    }

    /** {@code to 10.0.0.8:80: up to 116 % of the 100 ephemeral ports; at this rate they run out in 2 s}. */
    static String share(PortUse use) {
        return String.format(
                Locale.ROOT,
                "to %s: up to %s of the %,d ephemeral ports%s",
                use.remote(),
                share(use.share()),
                use.ports(),
                end(use));
    }

    private static String end(PortUse use) {
        if (use.untilExhausted() == null) {
            return "; they would run out at " + Style.rate(use.exhaustingRate(), "close");
        }
        return use.untilExhausted().toSeconds() == 0
                ? "; none is left"
                : "; at this rate they run out in " + Style.duration(use.untilExhausted());
    }

    private static String share(double share) {
        double percent = share * PERCENT;
        return percent > 0 && percent < 0.1 ? "less than 0.1 %" : Style.decimal(percent) + " %";
    }

    private static void conflict(PortConflict conflict, List<LabelledLine> lines) {
        conflict.addresses().stream()
                .limit(NAMED)
                .forEach(address -> lines.add(new LabelledLine(
                        conflict.of() == Role.SERVER ? "port" : "to",
                        address.address() + " (" + address.connections() + ")")));
        if (conflict.of() == Role.SERVER) {
            lines.add(
                    new LabelledLine("option", "SO_REUSEADDR was " + (conflict.reuseAddress() ? "" : "not ") + "set"));
        } else if (conflict.ports() > 0) {
            lines.add(new LabelledLine(
                    "range",
                    String.format(Locale.ROOT, "%,d ephemeral ports for each remote", conflict.ports())
                            + (conflict.bound() ? "; but the socket was bound before connect" : "")));
        }
        conflict.holders().stream()
                .limit(NAMED)
                .forEach(holder -> lines.add(new LabelledLine("held by", holder(holder))));
        // The kernel's table holds every connection; the replay adds the code that opened each.
        String own = conflict.holders().isEmpty() ? "held by" : "of these";
        conflict.own().stream()
                .filter(holder -> conflict.holders().stream().noneMatch(told -> isSaid(told, holder)))
                .limit(NAMED)
                .forEach(holder -> lines.add(new LabelledLine(own, holder(holder) + " (from the replay)")));
    }

    private static boolean isSaid(PortConflict.Holder told, PortConflict.Holder own) {
        return told.state() == own.state() && told.opened().equals(own.opened());
    }

    private static String holder(PortConflict.Holder holder) {
        StringBuilder words = new StringBuilder().append(holder.count()).append(' ');
        words.append("in ").append(holder.state() == null ? "an unknown state" : holder.state());
        words.append(holder.remote().isEmpty() ? "" : " to " + holder.remote());
        words.append(holder.thisProcess() ? " in this process" : "");
        words.append(holder.opened().isEmpty() ? "" : ", opened by " + holder.opened());
        return words.toString();
    }

    private static void vanished(Vanished vanished, List<LabelledLine> lines) {
        List<String> tries = new ArrayList<>();
        if (vanished.retransmits() > 0) {
            tries.add("retransmitted up to " + Style.count(vanished.retransmits(), "time"));
        }
        if (vanished.probes() > 0) {
            tries.add("probed up to " + Style.count(vanished.probes(), "time"));
        }
        String givesUp = vanished.givesUpAfter() == null
                ? ""
                : "; the kernel gives up after about " + Style.duration(round(vanished.givesUpAfter()))
                        + " (tcp_retries2=" + vanished.retries() + ")";
        lines.add(new LabelledLine("tried", String.join(", ", tries) + givesUp));
        List<String> ends = new ArrayList<>();
        if (vanished.timedOut() > 0) {
            ends.add(vanished.timedOut() + " timed out (ETIMEDOUT)");
        }
        if (vanished.unreachable() > 0) {
            ends.add(vanished.unreachable() + " ended because the peer was unreachable");
        }
        if (vanished.closed() > 0) {
            ends.add(vanished.closed() + " closed by the code before that");
        }
        if (!ends.isEmpty()) {
            lines.add(new LabelledLine("ended", String.join(", ", ends)));
        }
    }

    /** Whole minutes, since the time is an estimate of what the kernel does. */
    private static Duration round(Duration about) {
        Duration minutes = Duration.ofMinutes(about.plusSeconds(30).toMinutes());
        return minutes.toMinutes() < 2 ? about : minutes;
    }

    private static void backlog(AcceptBacklog backlog, List<LabelledLine> lines) {
        for (AcceptBacklog.Queue queue : backlog.queues().stream().limit(NAMED).toList()) {
            lines.add(new LabelledLine(
                    "queue",
                    queue.local() + " had up to " + Style.count(queue.longest(), "connection")
                            + " waiting, with a backlog of " + queue.backlog() + "; full at " + queue.fullReadings()
                            + " of "
                            + Style.count(queue.readings(), "reading") + "; opened by " + queue.listening()));
        }
        lines.add(new LabelledLine(
                "kernel",
                String.format(
                        Locale.ROOT,
                        "listenOverflows +%,d, listenDrops +%,d, SYN cookies sent +%,d (all listeners of this network"
                                + " namespace)",
                        backlog.overflows(),
                        backlog.drops(),
                        backlog.cookies())));
    }

    private static void handshakes(HandshakeBacklog backlog, List<LabelledLine> lines) {
        for (HandshakeBacklog.Queue queue :
                backlog.queues().stream().limit(NAMED).toList()) {
            lines.add(new LabelledLine(
                    "queue",
                    String.format(
                            Locale.ROOT,
                            "%s had up to %s, with room for %,d; full at %,d of %s; SYN-ACKs retransmitted %s; opened"
                                    + " by %s",
                            queue.local(),
                            Style.count(queue.most(), "half-open handshake"),
                            queue.limit(),
                            queue.fullReadings(),
                            Style.count(queue.readings(), "reading"),
                            Style.count(queue.synAckRetransmits(), "time"),
                            queue.listening())));
        }
        lines.add(new LabelledLine(
                "kernel",
                String.format(
                        Locale.ROOT,
                        "SYNs dropped: %,d; answered with a cookie: %,d; handshakes reset: %,d (all listeners of"
                                + " this network"
                                + " namespace)",
                        backlog.drops(),
                        backlog.cookies(),
                        backlog.resets())));
        backlog.kernel().forEach(words -> lines.add(new LabelledLine("kernel", words)));
    }
}
