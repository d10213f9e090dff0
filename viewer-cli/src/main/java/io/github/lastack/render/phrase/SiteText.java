// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.site.Held;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.FrameName;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.StackText;
import io.github.lastack.render.layout.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A leak site as text: brief, or with its stacks. */
public final class SiteText {
    private static final int REMOTES = 5;
    private static final int LABEL = 10;
    private static final String UNTIL_SHUTDOWN = " until the JVM was shut down";
    private static final String INDENT = "   ";

    /** The most lines of advice in a summary. */
    private static final int BRIEF = 2;

    private final RecordingInfo recording;
    private final Style style;
    private final Lines lines;
    private final StackText stacks;

    public SiteText(RecordingInfo recording, Style style, Lines lines) {
        this.recording = recording;
        this.style = style;
        this.lines = lines;
        this.stacks = new StackText(style, lines, INDENT);
    }

    /** Adds the site as a summary shows it. */
    public void brief(int number, LeakSite site) {
        head(number, site);
        if (site.isBlameUnknown()) {
            DetailText.of(site.detail()).forEach(line -> line(line.label(), line.words()));
        }
        since(site, recording).forEach(line -> line(line.label(), line.words()));
        int room = BRIEF * (style.width() - INDENT.length() - LABEL);
        line("to do", firstClauses(site.advice(), room));
    }

    /** Adds the site in one line, where rows are short. */
    public void folded(int number, LeakSite site) {
        String leak = site.problem().word() + " / " + site.cause().word();
        String count = "  " + site.connections() + " at ";
        int room = style.width() - (number + ". " + leak + count).length();
        lines.add(number + ". " + style.bad(leak) + count + FrameName.blamed(site, style, room));
    }

    /** The first clauses that fit; advice begins with the clause that matters most. */
    private static String firstClauses(String advice, int room) {
        String first = advice;
        while (first.length() > room && first.contains("; ")) {
            first = first.substring(0, first.lastIndexOf("; "));
        }
        return first;
    }

    public void full(int number, LeakSite site) {
        head(number, site);
        of(site, recording).forEach(line -> line(line.label(), line.words()));
        stacks.add("made", site.stacks().made(), site.blame(), site.origins());
        stacks.add(
                site.problem().isFailure() ? "failed" : "opened", site.stacks().opened(), site.blame(), site.origins());
        stacks.add("end of stream read", site.stacks().endOfStream(), site.blame(), site.origins());
        stacks.add("shut down", site.stacks().shutDown(), site.blame(), site.origins());
        if (site.stacks().isLastUsedAnother()) {
            stacks.add("last used", site.stacks().lastUsed(), site.blame(), site.origins());
        }
        if (site.stacks().isLastWrittenAnother()) {
            stacks.add("last written to", site.stacks().lastWritten(), site.blame(), site.origins());
        }
        site.heldNow()
                .ifPresent(
                        now -> stacks.add("thread of the last use, when sampled", now, site.blame(), site.origins()));
        stacks.add("closed", site.stacks().closed(), site.blame(), site.origins());
        if (site.detail() instanceof AcceptBacklog backlog) {
            stacks.add("accepted", backlog.accepted(), site.blame(), site.origins());
        }
        lines.blank().add(INDENT + style.faint("fingerprint " + site.fingerprint()));
    }

    private void head(int number, LeakSite site) {
        String leak = site.problem().word() + " / " + site.cause().word();
        String amount = amount(site);
        String begin = number + ". " + style.bad(leak);
        if ((number + ". " + leak + "  " + amount).length() <= style.width()) {
            lines.add(begin + "  " + amount);
        } else {
            lines.add(begin).wrapped(amount, INDENT.length(), style.width());
        }
        int room = style.width() - INDENT.length() - LABEL;
        lines.add(INDENT + label("look at") + style.bold(FrameName.blamed(site, style, room)));
    }

    /** Returns all that is known of the site but its amount, the blamed frame and the stacks. */
    public static List<LabelledLine> of(LeakSite site, RecordingInfo recording) {
        List<LabelledLine> all = new ArrayList<>();
        if (!site.grounds().isEmpty()) {
            all.add(new LabelledLine("blamed", site.grounds().words()));
        }
        all.add(new LabelledLine("because", site.because()));
        all.add(new LabelledLine("to do", site.advice()));
        all.addAll(since(site, recording));
        if (site.problem().isFailure()) {
            all.add(new LabelledLine("how often", Style.rate(site.ratePerSecond())));
        } else if (site.connections() > 1 && !site.problem().isOfListeners()) {
            all.add(new LabelledLine("how long", dwell(site)));
        }
        if (!site.remotes().isEmpty() && !site.problem().isFailure()) {
            all.add(
                    site.role() == Role.CLIENT
                            ? new LabelledLine("to", remotes(site.remotes()))
                            : new LabelledLine("on", ports(site) + ", from " + remotes(site.hosts())));
        }
        all.addAll(DetailText.of(site.detail()));
        return all;
    }

    /** Since when; nothing for a full listener, which was opened long before. */
    private static List<LabelledLine> since(LeakSite site, RecordingInfo recording) {
        return site.problem().isOfListeners()
                ? List.of()
                : List.of(new LabelledLine("since", SinceText.of(site, recording)));
    }

    private void line(String label, String words) {
        lines.labelled(INDENT + label(label), INDENT.length() + LABEL, words, style.width());
    }

    public static String amount(LeakSite site) {
        if (site.problem().isFailure()) {
            return Style.count(site.connections(), site.problem().noun()) + " failed";
        }
        if (site.cause() == Cause.HANDSHAKES_UNFINISHED) {
            return "up to " + Style.count(site.connections(), "handshake") + " unfinished";
        }
        if (site.problem().isOfListeners()) {
            return "up to " + Style.count(site.connections(), "connection") + " waiting";
        }
        if (site.isUnconnectedBeforeAgent()) {
            return Style.count(site.connections(), "descriptor")
                    + " without a connection, opened before the agent was attached" + age(site);
        }
        return Style.count(site.connections(), "connection") + open(site) + age(site) + young(site);
    }

    /** {@code , all in CLOSE_WAIT since before the recording}; empty if none is open. */
    private static String open(LeakSite site) {
        Held held = site.held();
        if (held.open() == 0) {
            return "";
        }
        String all = site.connections() == 1 ? "" : held.open() == site.connections() ? "all " : held.open() + " ";
        if (site.problem() != Problem.CLOSE_WAIT) {
            return ", " + all + stillOpen(held);
        }
        String until = held.isUntilShutdown() ? UNTIL_SHUTDOWN : "";
        if (held.states().size() == 1) {
            boolean isPlain = held.in(TcpState.CLOSE_WAIT) > 0 && !site.isBeforeAgent() && held.isUntilShutdown();
            String in = isPlain ? "open" : in(held.states().keySet().iterator().next());
            return ", " + all + in + (site.isBeforeAgent() ? " since before the recording" : "") + until;
        }
        String now = until.isEmpty() ? " now" : "";
        String states = Arrays.stream(TcpState.values())
                .filter(state -> held.in(state) > 0)
                .sorted(Comparator.comparing(state -> state != TcpState.CLOSE_WAIT))
                .map(state -> held.in(state) + " " + in(state) + (state == TcpState.CLOSE_WAIT ? now : ""))
                .collect(Collectors.joining(", "));
        boolean isSaid = held.open() < site.connections() || held.isUntilShutdown();
        return (isSaid ? ", " + all + stillOpen(held) : "") + ": " + states;
    }

    private static String in(TcpState state) {
        return state == TcpState.CLOSED ? "dead with an open descriptor" : "in " + state;
    }

    private static String age(LeakSite site) {
        String atLeast = site.held().beforeAgent() > 0 ? "at least " : "";
        String longest = atLeast + Style.duration(site.dwell().max());
        boolean one = site.connections() == 1;
        if (site.stillOpen() == 0) {
            return ", " + inState(site.problem()) + "for " + (one ? "" : "up to ") + longest;
        }
        boolean stay = site.problem() != Problem.CLOSE_WAIT || site.held().in(TcpState.CLOSE_WAIT) == site.stillOpen();
        if (stay) {
            return (one ? ", for " : ", the oldest for ") + longest;
        }
        return "; " + (one ? "" : "up to ") + longest + " in CLOSE_WAIT";
    }

    /** {@code in TIME_WAIT }, where the problem is that state; else empty. */
    private static String inState(Problem problem) {
        return problem.isNamedAfterState() ? "in " + problem.state() + " " : "";
    }

    private static String young(LeakSite site) {
        int young = site.held().young();
        return young == 0 ? "" : " (" + young + " below the limit)";
    }

    /** {@code still open}, or {@code open until the JVM was shut down}. */
    public static String stillOpen(Held held) {
        return held.isUntilShutdown() ? "open" + UNTIL_SHUTDOWN : "still open";
    }

    static String dwell(LeakSite site) {
        return "median " + (site.held().beforeAgent() > 0 ? "at least " : "")
                + Style.duration(site.dwell().p50());
    }

    /** {@code port 8080}; {@code ports 8080 (12), 8443 (3)}. */
    static String ports(LeakSite site) {
        List<LeakSite.LocalPort> ports = site.localPorts();
        if (ports.size() == 1) {
            return "port " + ports.get(0).port();
        }
        String first = ports.stream()
                .limit(REMOTES)
                .map(each -> each.port() + " (" + each.connections() + ")")
                .collect(Collectors.joining(", "));
        return "ports " + first + (ports.size() > REMOTES ? " and " + (ports.size() - REMOTES) + " more" : "");
    }

    private static String remotes(List<RemoteCount> remotes) {
        String first = remotes.stream()
                .limit(REMOTES)
                .map(remote -> remote.address() + " (" + remote.connections() + ")")
                .collect(Collectors.joining(", "));
        return remotes.size() > REMOTES ? first + " and " + (remotes.size() - REMOTES) + " more" : first;
    }

    private String label(String word) {
        return style.faint(String.format("%-" + LABEL + "s", word));
    }
}
