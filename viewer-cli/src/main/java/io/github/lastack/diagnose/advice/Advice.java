// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.advice;

import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.Dropped;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.problem.PortConflict;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.model.TcpState;
import java.util.Locale;

/** Chooses the advice for a site, based on the findings. */
public final class Advice {
    private Advice() {}

    /**
     * Advice for connections that were open before the agent was attached. They have no stack, and their end may have
     * been read before that.
     */
    static final String FOR_STRANGERS =
            "these were open before the agent was attached, so neither their code nor whether their end had been"
                    + " read is"
                    + " known: look at what leaks from now on, or start the JVM with -javaagent:lastack-agent.jar";

    /** Advice for descriptors that had no connection when the agent was attached. */
    static final String FOR_UNCONNECTED =
            "these were open before the agent was attached, so their code is not known: look at what leaks from now on,"
                    + " or start the JVM with -javaagent:lastack-agent.jar";

    public static String forStrangers(Cause cause) {
        return cause.problem() == Problem.NEVER_CLOSED ? FOR_UNCONNECTED : FOR_STRANGERS;
    }

    /**
     * Returns what has happened at a site.
     *
     * @param detail null if the cause has none
     * @param beforeAgent whether all of its connections had the problem when the agent was attached
     */
    public static String because(Cause cause, Detail detail, SiteEvidence evidence, boolean beforeAgent) {
        if (beforeAgent) {
            return cause.meaningBeforeAgent();
        }
        if (detail instanceof Dropped dropped) {
            return cause.meaning() + whatBecameOf(dropped);
        }
        return cause.meaning() + neverRead(cause, evidence) + gaveUp(cause, evidence);
    }

    private static String gaveUp(Cause cause, SiteEvidence evidence) {
        if (cause != Cause.ERROR_IGNORED || evidence.gaveUp() == 0) {
            return "";
        }
        String which = evidence.gaveUp() < evidence.connections()
                ? String.format(
                        Locale.ROOT,
                        "%,d of them %s not reset but ",
                        evidence.gaveUp(),
                        evidence.gaveUp() == 1 ? "was" : "were")
                : evidence.connections() == 1 ? "it was not reset but " : "they were not reset but ";
        return "; " + which + "given up by the kernel, because the peer was unreachable";
    }

    private static String neverRead(Cause cause, SiteEvidence evidence) {
        boolean matters = cause == Cause.END_OF_STREAM_UNREAD || cause == Cause.UNREAD_DATA;
        if (!matters || evidence.neverRead() == 0) {
            return "";
        }
        boolean all = evidence.neverRead() == evidence.connections();
        return "; nothing was ever read from "
                + (all ? "" : String.format(Locale.ROOT, "%,d of ", evidence.neverRead()))
                + (evidence.connections() == 1 ? "it" : "them");
    }

    private static String whatBecameOf(Dropped dropped) {
        if (dropped.lost() == 0) {
            return "; the descriptor was closed only then, by the JDK's cleaner or a finalizer";
        }
        if (dropped.closed() == 0) {
            return ": the descriptor is lost for good, since nothing closes that of a channel";
        }
        return String.format(
                Locale.ROOT,
                "; descriptors lost for good: %,d; closed only then, by the JDK's cleaner or a finalizer: %,d",
                dropped.lost(),
                dropped.closed());
    }

    /**
     * Returns what to do about a site.
     *
     * @param detail null if the cause has none
     * @param settings null if they were not recorded
     */
    public static String of(Cause cause, Detail detail, SiteEvidence evidence, KernelFact.Settings settings) {
        if (detail instanceof PortConflict conflict) {
            return cause == Cause.ADDRESS_IN_USE ? ofBind(conflict) : ofConnect(conflict, settings);
        }
        if (detail instanceof AcceptBacklog backlog) {
            return cause.advice()
                    + (backlog.resets()
                            ? "; with tcp_abort_on_overflow=1, clients that find the queue full are reset; with 0 they"
                                    + " retry"
                            : "");
        }
        if (detail instanceof HandshakeBacklog backlog) {
            return HandshakeAdvice.of(backlog, settings);
        }
        if (detail instanceof Dropped dropped && dropped.lost() == 0) {
            return byEvidence(cause, evidence) + ": until the next collection the descriptor stays open";
        }
        return byEvidence(cause, evidence);
    }

    private static String byEvidence(Cause cause, SiteEvidence evidence) {
        return AdviceRule.advice(cause, evidence).orElse(cause.advice());
    }

    private static String ofBind(PortConflict conflict) {
        if (!conflict.portsLeft()) {
            return "no ephemeral port was left to bind: let connect choose the port, which shares ports among"
                    + " remotes, and"
                    + " close or reuse what holds them";
        }
        for (PortConflict.Holder holder : conflict.holders().isEmpty() ? conflict.own() : conflict.holders()) {
            if (holder.state() == TcpState.LISTEN) {
                String port = conflict.addresses().get(0).address();
                port = port.substring(port.lastIndexOf(':') + 1);
                return holder.thisProcess()
                        ? "this process listens there already"
                                + (holder.opened().isEmpty() ? "" : ", opened at " + holder.opened())
                                + ": close that listener first, or use it"
                        : "another process listens there: 'ss -ltnp sport = :" + port
                                + "' names it; stop it, or choose another port";
            }
        }
        if (conflict.total() == 0) {
            return "nothing was seen on the port: a socket that is bound and neither listens nor is connected is in no"
                    + " table; 'ss --bound-inactive -tanp' may name it";
        }
        boolean timeWaitOnly = conflict.total() == conflict.in(TcpState.TIME_WAIT);
        String old =
                timeWaitOnly ? "old connections of the port are in TIME_WAIT" : "old connections still have the port";
        String since = conflict.reuseAddress()
                ? old + ", and SO_REUSEADDR here is not enough: their listener must have had it too"
                : old
                        + ": setReuseAddress(true) before bind, on the listener before this one too, since the"
                        + " kernel asks"
                        + " both";
        return timeWaitOnly ? since + "; else wait for a minute" : since + "; or close them first";
    }

    private static String ofConnect(PortConflict conflict, KernelFact.Settings settings) {
        StringBuilder advice = new StringBuilder();
        if (conflict.bound()) {
            advice.append("do not bind before connect: a bound port is taken for all remotes at once; ");
        }
        int waiting = conflict.in(TcpState.TIME_WAIT);
        advice.append(
                waiting * 2 >= conflict.total()
                        ? "reuse connections to this remote (keep-alive, a pool): each one closed here blocks its"
                                + " port for a"
                                + " minute"
                        : "close what is open to this remote, and let a pool limit how many there are");
        if (settings != null && settings.twReuse() != 1 && waiting > 0) {
            advice.append("; net.ipv4.tcp_tw_reuse=1 gives ports in TIME_WAIT away after 1 s");
        }
        if (conflict.ports() > 0) {
            advice.append("; net.ipv4.ip_local_port_range may be wider than its ")
                    .append(conflict.ports())
                    .append(" ports, and each further local address has them all again");
        }
        return advice.toString();
    }
}
