// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.LiveSnapshot;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.FrameName;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.StackText;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.HalfOpenText;
import io.github.lastack.render.phrase.JudgementText;
import io.github.lastack.render.phrase.SiteText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lastack top}: the state of a running JVM, as lines for a screen or for plain output. */
public final class TopText {
    private static final List<String> HELP = List.of(
            "  up, down, k, j    select a site",
            "  enter, space      show its stacks, or the list again",
            "  esc               back to the list",
            "  a                 show all frames of the stacks, or only the application's",
            "  s                 sort: worst first, by connections, by time held, by growth",
            "  p                 pause or resume",
            "  h, ?              show this help, or the list again",
            "  q, Ctrl-C         quit; the JVM is left as it was");
    private static final int PROBLEM_WIDTH = 38;
    private static final int NUMBER_WIDTH = 6;
    private static final int TIME_WIDTH = 12;
    private static final int WHERE_FROM = PROBLEM_WIDTH + 2 * NUMBER_WIDTH + TIME_WIDTH + 2;
    private static final int LABEL = 13;
    private static final String PROGRAM = "lastack top  ";
    private static final String GAP = "  ";

    /** How a line with a frame begins. */
    private static final String FRAME = "  at ";

    private static final String BLAMED = "> at ";

    /** A space at which lines are not broken. */
    private static final char TOGETHER = '\u00a0';

    private final LiveSnapshot moment;
    private final Look look;
    private final List<Line> lines = new ArrayList<>();

    private TopText(LiveSnapshot moment, Look look) {
        this.moment = moment;
        this.look = look;
    }

    /** How a line is emphasized. */
    public enum Emphasis {
        PLAIN,
        FAINT,
        STRONG,
        BAD,
        CHOSEN
    }

    public record Line(String text, Emphasis emphasis) {}

    /** The order of the sites. */
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
     * The part of the screen that the user chose.
     *
     * @param chosen fingerprint of a site; null for none, as in plain output
     * @param allFrames whether stacks are shown whole
     * @param footer how the data was read; may be empty
     */
    public record Look(
            String title,
            Order order,
            String chosen,
            boolean stacks,
            boolean allFrames,
            boolean paused,
            boolean help,
            String footer) {}

    /** The screen before the first data arrives. */
    public static List<Line> attaching(String title, int width) {
        return List.of(
                new Line(cut(PROGRAM + fitting(title, width - PROGRAM.length()), width), Emphasis.STRONG),
                new Line("attaching…", Emphasis.PLAIN));
    }

    /** All lines of the screen. */
    public static List<Line> of(LiveSnapshot moment, Look look, int width) {
        TopText text = new TopText(moment, look);
        text.head(width);
        if (look.help()) {
            text.blank();
            HELP.forEach(line -> text.add(line, Emphasis.PLAIN));
            if (!look.footer().isEmpty()) {
                text.blank();
                text.labelled("", look.footer(), Emphasis.FAINT, width);
            }
        } else if (look.stacks() && text.chosen() != null) {
            text.stacks(text.chosen(), width);
        } else {
            text.table(width);
        }
        return text.lines.stream()
                .map(line -> new Line(cut(line.text(), width), line.emphasis()))
                .toList();
    }

    private static String cut(String text, int width) {
        return text.length() > width ? text.substring(0, Math.max(0, width - 1)) + "…" : text;
    }

    /** The lines that fit the screen: the head and the chosen site, then the number of lines left out. */
    public static List<Line> window(List<Line> lines, int rows) {
        if (lines.size() <= rows) {
            return lines;
        }
        int head = 0;
        int chosen = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).emphasis() == Emphasis.CHOSEN) {
                chosen = i;
            } else if (lines.get(i).emphasis() == Emphasis.STRONG && chosen == 0) {
                head = i + 1;
            }
        }
        if (chosen == 0 || head > rows - 2) {
            head = 0;
        }
        int room = Math.max(0, rows - head - 1);
        int from = Math.max(head, chosen - room + 1);
        List<Line> window = new ArrayList<>(lines.subList(0, head));
        window.addAll(lines.subList(from, from + room));
        int above = from - head;
        window.add(new Line(
                "… " + Style.count(lines.size() - from - room, "more line") + " below"
                        + (above == 0 ? "" : ", " + above + " above"),
                Emphasis.FAINT));
        return window;
    }

    /** The selected site; null if there is none. */
    private LeakSite chosen() {
        return moment.sites().stream()
                .filter(site -> site.fingerprint().equals(look.chosen()))
                .findFirst()
                .orElse(null);
    }

    /** The last line of the screen: the keys, and where it fits, how the data was read. */
    public static Line footer(Look look, int width) {
        String keys = "q quit  h help  s sort: " + look.order().words
                + (look.stacks() || look.help() ? "  esc back" : "  enter stacks") + "  p "
                + (look.paused() ? "resume" : "pause");
        String text = keys + "   " + look.footer();
        return new Line(text.length() > width ? cut(keys, width) : text.stripTrailing(), Emphasis.FAINT);
    }

    /** The clock is always whole; to fit it, packages go first, then the time watched, then the end of the title. */
    private void head(int width) {
        String begin = PROGRAM + (look.paused() ? "PAUSED  " : "");
        String clock = Style.time(moment.at());
        String right = "watched for " + Style.duration(moment.watched()) + ", " + clock;
        String left = begin + fitting(look.title(), width - begin.length() - GAP.length() - right.length());
        if (left.length() + GAP.length() + right.length() > width) {
            right = clock;
            int room = width - GAP.length() - right.length();
            left = cut(begin + fitting(look.title(), room - begin.length()), room);
        }
        int gap = Math.max(GAP.length(), width - left.length() - right.length());
        add(left + " ".repeat(gap) + right, Emphasis.STRONG);
        LiveSnapshot.Rates rates = moment.rates();
        labelled(
                "connections",
                perSecond(rates.opened()) + " opened, " + perSecond(rates.closed()) + " closed, "
                        + perSecond(rates.failed()) + " failed a second"
                        + (rates.onlyCounted() == 0 ? "" : ", " + perSecond(rates.onlyCounted()) + " aggregated"),
                Emphasis.PLAIN,
                width);
        labelled("states", states(moment.states()), Emphasis.PLAIN, width);
        String young = JudgementText.tooYoung(moment.closeWaitWithinLimit(), moment.closeWaitLimit(), "in CLOSE_WAIT ");
        if (!young.isEmpty()) {
            labelled("", young, Emphasis.FAINT, width);
        }
        moment.halfOpen().stream()
                .limit(1)
                .forEach(waiting -> labelled("", HalfOpenText.of(waiting), Emphasis.PLAIN, width));
        if (moment.machine() != null) {
            labelled("machine", states(moment.machine().states()), Emphasis.FAINT, width);
        }
    }

    /** A process and its main class, with the packages shortened to fit. */
    private static String fitting(String title, int room) {
        int name = title.indexOf(", ") + 2;
        boolean isClass = name >= 2 && title.substring(name).matches("[\\w$.]+") && !title.endsWith(".jar");
        return isClass ? title.substring(0, name) + FrameName.className(title.substring(name), room - name) : title;
    }

    /** Adds a label and the words to its right, broken into lines that fit. */
    private void labelled(String label, String words, Emphasis emphasis, int width) {
        Lines wrapped = new Lines();
        wrapped.labelled(label + " ".repeat(LABEL - label.length()), LABEL, words, width);
        wrapped.toString().lines().forEach(line -> add(line.replace(TOGETHER, ' '), emphasis));
    }

    private void table(int width) {
        blank();
        if (moment.sites().isEmpty()) {
            add("no leak site found so far", Emphasis.PLAIN);
            return;
        }
        int room = width - WHERE_FROM;
        // If a class name does not fit, every site takes two lines.
        boolean beside = moment.sites().stream()
                .map(site -> site.isBlameUnknown() ? site.shownBlame() : site.blame())
                .allMatch(where -> FrameName.withoutPackages(where).length() <= room);
        add(
                row(beside ? "PROBLEM" : "PROBLEM, LOOK AT", "OPEN", "ALL", "FOR", beside ? "LOOK AT" : ""),
                Emphasis.STRONG);
        LeakSite chosen = chosen();
        for (LeakSite site : look.order().of(moment.sites())) {
            Emphasis emphasis = site == chosen ? Emphasis.CHOSEN : site.stillOpen() > 0 ? Emphasis.BAD : Emphasis.PLAIN;
            add(
                    row(
                            site.problem().word() + "/" + site.cause().word(),
                            Integer.toString(site.stillOpen()),
                            Integer.toString(site.connections()),
                            Style.duration(site.dwell().max()) + (site.held().beforeAgent() > 0 ? "+" : ""),
                            beside ? FrameName.blamed(site, room) : ""),
                    emphasis);
            if (!beside) {
                add(GAP + FrameName.blamed(site, width - GAP.length()), emphasis);
            }
        }
    }

    private static String row(String problem, String open, String all, String time, String where) {
        return ("%-" + PROBLEM_WIDTH + "s%" + NUMBER_WIDTH + "s%" + NUMBER_WIDTH + "s%" + TIME_WIDTH + "s  %s")
                .formatted(problem, open, all, time, where)
                .stripTrailing();
    }

    private void stacks(LeakSite site, int width) {
        blank();
        add(site.problem().word() + "/" + site.cause().word() + "  " + SiteText.amount(site), Emphasis.BAD);
        labelled("to do", site.advice(), Emphasis.PLAIN, width);
        Lines stacks = new Lines();
        StackText text = new StackText(Style.PLAIN.withAllFrames(look.allFrames()), stacks, "");
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
        site.heldNow()
                .ifPresent(now -> text.add("thread of the last use, when sampled", now, site.blame(), site.origins()));
        text.add("closed", site.stacks().closed(), site.blame(), site.origins());
        stacks.toString()
                .lines()
                .forEach(line -> add(frame(line, width), line.startsWith(BLAMED) ? Emphasis.STRONG : Emphasis.PLAIN));
        blank();
        add("fingerprint  " + site.fingerprint(), Emphasis.FAINT);
    }

    /** The frame shortened to fit: without its archive, then without packages. */
    private static String frame(String line, int width) {
        boolean isFrame = line.startsWith(BLAMED) || line.startsWith(FRAME);
        if (!isFrame || line.length() <= width) {
            return line;
        }
        int archive = line.indexOf(" ~[");
        String frame = archive < 0 ? line : line.substring(0, archive);
        int begin = FRAME.length();
        return frame.substring(0, begin) + FrameName.fitting(frame.substring(begin), width - begin);
    }

    private static String states(Map<TcpState, Integer> states) {
        return states.isEmpty()
                ? "none"
                : states.entrySet().stream()
                        .map(state -> String.format(Locale.ROOT, "%,d", state.getValue()) + TOGETHER + state.getKey())
                        .collect(Collectors.joining(GAP));
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
