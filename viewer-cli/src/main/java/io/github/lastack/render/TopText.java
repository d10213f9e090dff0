// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.LeakSite;
import io.github.lastack.diagnose.Moment;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lastack top}: how a running JVM stands, in lines for a screen, or for plain output. */
public final class TopText {
    private static final List<String> HELP = List.of(
            "  up, down, k, j    another site",
            "  enter, space      its stacks, or the list again",
            "  s                 sort: worst first, by connections, by time held, by how fast they come",
            "  p                 pause, and go on",
            "  h, ?              this help, or the list again",
            "  q, Ctrl-C         end; the JVM is left as it was");
    private static final int PROBLEM_WIDTH = 38;
    private static final int NUMBER_WIDTH = 6;
    private static final int TIME_WIDTH = 12;
    private static final int WHERE_FROM = PROBLEM_WIDTH + 2 * NUMBER_WIDTH + TIME_WIDTH + 2;

    private final Moment moment;
    private final Look look;
    private final List<Line> lines = new ArrayList<>();

    private TopText(Moment moment, Look look) {
        this.moment = moment;
        this.look = look;
    }

    /** How much a line shall stand out. */
    public enum Emphasis {
        PLAIN,
        FAINT,
        STRONG,
        BAD,
        CHOSEN
    }

    public record Line(String text, Emphasis emphasis) {}

    /** What the sites are sorted by. */
    public enum Order {
        WORST("worst first", null),
        CONNECTIONS("most connections", Comparator.comparingInt(LeakSite::connections)),
        HELD("held longest", Comparator.comparing(site -> site.dwell().max())),
        RATE("fastest growing", Comparator.comparingDouble(LeakSite::ratePerSecond));

        private final String words;
        private final Comparator<LeakSite> by;

        Order(String words, Comparator<LeakSite> by) {
            this.words = words;
            this.by = by;
        }

        public Order next() {
            return values()[(ordinal() + 1) % values().length];
        }

        public List<LeakSite> of(List<LeakSite> sites) {
            return by == null ? sites : sites.stream().sorted(by.reversed()).toList();
        }
    }

    /**
     * What the user chose to see.
     *
     * @param chosen fingerprint of a site; null for none, as in plain output
     * @param footer what is to be said of how this was got; may be empty
     */
    public record Look(
            String title, Order order, String chosen, boolean stacks, boolean paused, boolean help, String footer) {}

    /** All of it. */
    public static List<Line> of(Moment moment, Look look, int width) {
        TopText text = new TopText(moment, look);
        text.head(width);
        if (look.help()) {
            text.blank();
            HELP.forEach(line -> text.add(line, Emphasis.PLAIN));
        } else if (look.stacks() && text.chosen() != null) {
            text.stacks(text.chosen());
        } else {
            text.table(width);
        }
        return text.lines.stream()
                .map(line -> line.text().length() > width
                        ? new Line(line.text().substring(0, Math.max(0, width - 1)) + "…", line.emphasis())
                        : line)
                .toList();
    }

    /** Null if there is none. */
    private LeakSite chosen() {
        return moment.sites().stream()
                .filter(site -> site.fingerprint().equals(look.chosen()))
                .findFirst()
                .orElse(null);
    }

    /** The keys, or what there is to say of how this was got; the last line of a screen. */
    public static Line footer(Look look, int width) {
        String keys = "q quit  h help  s sort: " + look.order().words + "  enter stacks  p "
                + (look.paused() ? "go on" : "pause");
        String text = look.footer().isEmpty() ? keys : keys + "   " + look.footer();
        return new Line(text.length() > width ? text.substring(0, width) : text, Emphasis.FAINT);
    }

    private void head(int width) {
        String left = "lastack top  " + (look.paused() ? "PAUSED  " : "") + look.title();
        String right = "watched for " + Style.duration(moment.watched()) + ", " + Style.time(moment.at());
        int gap = Math.max(2, width - left.length() - right.length());
        add(left + " ".repeat(gap) + right, Emphasis.STRONG);
        Moment.Rates rates = moment.rates();
        add(
                "connections  " + perSecond(rates.opened()) + " opened, " + perSecond(rates.closed()) + " closed, "
                        + perSecond(rates.failed()) + " failed a second"
                        + (rates.onlyCounted() == 0 ? "" : ", " + perSecond(rates.onlyCounted()) + " only counted"),
                Emphasis.PLAIN);
        add("states       " + states(moment.states()), Emphasis.PLAIN);
        if (moment.closeWaitWithinLimit() > 0) {
            add(
                    "             " + moment.closeWaitWithinLimit() + " in CLOSE_WAIT for less than "
                            + Style.duration(moment.closeWaitLimit()) + ": no finding yet",
                    Emphasis.FAINT);
        }
        if (moment.machine() != null) {
            add("machine      " + states(moment.machine().states()), Emphasis.FAINT);
        }
    }

    private void table(int width) {
        blank();
        if (moment.sites().isEmpty()) {
            add("no site leaks, as far as has been seen", Emphasis.PLAIN);
            return;
        }
        add(row("PROBLEM", "OPEN", "ALL", "FOR", "LOOK AT"), Emphasis.STRONG);
        LeakSite chosen = chosen();
        for (LeakSite site : look.order().of(moment.sites())) {
            Emphasis emphasis = site == chosen ? Emphasis.CHOSEN : site.stillOpen() > 0 ? Emphasis.BAD : Emphasis.PLAIN;
            add(
                    row(
                            site.problem().word() + "/" + site.cause().word(),
                            Integer.toString(site.stillOpen()),
                            Integer.toString(site.connections()),
                            Style.duration(site.dwell().max()) + (site.held().beforeAgent() > 0 ? "+" : ""),
                            where(site.isBlameUnknown() ? site.shownBlame() : site.blame(), width - WHERE_FROM)),
                    emphasis);
        }
    }

    /** Without its package where it does not fit; the stacks have it. */
    private static String where(String frame, int room) {
        if (frame.length() <= room) {
            return frame;
        }
        int method = frame.lastIndexOf('.', Math.max(0, frame.indexOf('(')));
        return frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }

    private static String row(String problem, String open, String all, String time, String where) {
        return ("%-" + PROBLEM_WIDTH + "s%" + NUMBER_WIDTH + "s%" + NUMBER_WIDTH + "s%" + TIME_WIDTH + "s  %s")
                .formatted(problem, open, all, time, where);
    }

    private void stacks(LeakSite site) {
        blank();
        add(site.problem().word() + "/" + site.cause().word() + "  " + SiteText.amount(site), Emphasis.BAD);
        add("to do  " + site.advice(), Emphasis.PLAIN);
        Lines stacks = new Lines();
        StackText text = new StackText(Style.PLAIN, stacks, "");
        text.add("made", site.stacks().made(), site.blame(), site.origins());
        text.add("opened", site.stacks().opened(), site.blame(), site.origins());
        text.add("end of stream read", site.stacks().endOfStream(), site.blame(), site.origins());
        text.add("shut down", site.stacks().shutDown(), site.blame(), site.origins());
        if (site.stacks().isLastUsedAnother()) {
            text.add("last used", site.stacks().lastUsed(), site.blame(), site.origins());
        }
        if (site.stacks().isLastWrittenAnother()) {
            text.add("last written to", site.stacks().lastWritten(), site.blame(), site.origins());
        }
        site.heldNow().ifPresent(now -> text.add("its last user, when asked", now, site.blame(), site.origins()));
        text.add("closed", site.stacks().closed(), site.blame(), site.origins());
        stacks.toString().lines().forEach(line -> add(line, line.startsWith("> ") ? Emphasis.STRONG : Emphasis.PLAIN));
        blank();
        add("fingerprint  " + site.fingerprint(), Emphasis.FAINT);
    }

    private static String states(Map<TcpState, Integer> states) {
        return states.isEmpty()
                ? "none"
                : states.entrySet().stream()
                        .map(state -> "%,d %s".formatted(state.getValue(), state.getKey()))
                        .collect(Collectors.joining("  "));
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%.1f", rate);
    }

    private void blank() {
        add("", Emphasis.PLAIN);
    }

    private void add(String text, Emphasis emphasis) {
        lines.add(new Line(text, emphasis));
    }
}
