// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.top;

import io.github.lastack.diagnose.LiveSnapshot;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.text.TopText;
import io.github.lastack.render.text.TopText.Emphasis;
import io.github.lastack.render.text.TopText.Look;
import io.github.lastack.render.text.TopText.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/** The live screen. It takes over the terminal when it opens and restores it on close. */
public final class TopScreen implements AutoCloseable {
    /** Longest wait until a key, a resize or an interrupt is noticed. */
    private static final long PATIENCE_MILLIS = 100;

    private final Terminal terminal;
    private final Attributes before;
    private final Display display;
    private final Keys keys;
    private final boolean colour;
    private final AtomicBoolean resized = new AtomicBoolean(true);
    private final AtomicBoolean asked = new AtomicBoolean();

    private boolean closed;
    private Order order = Order.WORST;
    private String chosen;
    private boolean stacks;
    private boolean allFrames;
    private boolean paused;
    private boolean help;

    private TopScreen(Terminal terminal, boolean colour) {
        this.terminal = terminal;
        this.colour = colour;
        this.display = new Display(terminal, true);
        this.keys = new Keys(millis -> terminal.reader().read(millis));
        terminal.handle(Terminal.Signal.WINCH, signal -> resized.set(true));
        terminal.handle(Terminal.Signal.INT, signal -> asked.set(true));
        this.before = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.puts(Capability.keypad_xmit);
        terminal.flush();
    }

    /** @return null if there is no terminal that could show it */
    public static TopScreen open(boolean colour) throws InputException {
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(true)
                    .nativeSignals(true)
                    .build();
            boolean able = !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                    && terminal.getStringCapability(Capability.cursor_address) != null;
            if (!able) {
                terminal.close();
                return null;
            }
            return new TopScreen(terminal, colour);
        } catch (IOException e) {
            throw new InputException("the terminal cannot be used: " + e.getMessage() + "; try --plain", e);
        }
    }

    /** Shows that attaching is in progress. */
    public void attaching(String title) {
        draw(TopText.attaching(title, size().getColumns()), new TopText.Line("", Emphasis.PLAIN));
    }

    /**
     * Shows the JVM until the user quits.
     *
     * @param ended set when the program is to end
     * @return false if the JVM has ended
     */
    public boolean show(LiveJvm jvm, String title, Duration interval, AtomicBoolean ended) throws InputException {
        if (asked.get()) {
            return true;
        }
        LiveSnapshot moment = jvm.now();
        long next = System.nanoTime() + interval.toNanos();
        draw(moment, title, jvm.note());
        while (!asked.get() && !ended.get()) {
            boolean changed = press(pressed(), moment);
            if (!jvm.isAlive()) {
                return false;
            }
            if (!paused && System.nanoTime() >= next) {
                moment = jvm.now();
                next = System.nanoTime() + interval.toNanos();
                changed = true;
            }
            if (changed || resized.get()) {
                draw(moment, title, jvm.note());
            }
        }
        return true;
    }

    private Keys.Key pressed() throws InputException {
        try {
            // An unlimited read would not notice that the JVM has ended.
            return keys.next(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new InputException("the terminal cannot be read: " + e.getMessage(), e);
        }
    }

    /** @return whether the screen must be redrawn */
    private boolean press(Keys.Key key, LiveSnapshot moment) {
        switch (key) {
            case QUIT -> asked.set(true);
            case UP -> choose(moment, -1);
            case DOWN -> choose(moment, 1);
            case STACKS -> stacks = !stacks;
            case SORT -> order = order.next();
            case PAUSE -> paused = !paused;
            case HELP -> help = !help;
            case ALL_FRAMES -> allFrames = !allFrames;
            case BACK -> goBack();
            case NONE, UNKNOWN -> {
                return false;
            }
        }
        return true;
    }

    /** Goes from the help to the previous view, and from the stacks to the list. */
    private void goBack() {
        stacks = stacks && help;
        help = false;
    }

    /** Moves the selection. It stays on its site when that moves; if the site is gone, the first is selected. */
    private void choose(LiveSnapshot moment, int step) {
        List<String> sites =
                order.of(moment.sites()).stream().map(LeakSite::fingerprint).toList();
        int next = Math.max(0, sites.indexOf(chosen)) + step;
        chosen = sites.isEmpty() ? null : sites.get(Math.max(0, Math.min(sites.size() - 1, next)));
    }

    private void draw(LiveSnapshot moment, String title, String note) {
        choose(moment, 0);
        Look look = new Look(title, order, chosen, stacks, allFrames, paused, help, note);
        int columns = size().getColumns();
        draw(TopText.of(moment, look, columns), TopText.footer(look, columns - 1));
    }

    private void draw(List<TopText.Line> text, TopText.Line footer) {
        Size size = size();
        if (resized.getAndSet(false)) {
            display.clear();
            display.resize(size.getRows(), size.getColumns());
        }
        List<AttributedString> lines = new ArrayList<>();
        TopText.window(text, size.getRows() - 1).forEach(line -> lines.add(styled(line)));
        while (lines.size() < size.getRows() - 1) {
            lines.add(AttributedString.EMPTY);
        }
        lines.add(styled(footer));
        display.update(lines, 0);
    }

    /** Returns the size of the terminal; 80 by 24 if it is unknown. */
    private Size size() {
        Size size = terminal.getSize();
        return new Size(size.getColumns() > 0 ? size.getColumns() : 80, size.getRows() > 0 ? size.getRows() : 24);
    }

    private AttributedString styled(TopText.Line line) {
        return new AttributedString(line.text(), style(line.emphasis()));
    }

    private AttributedStyle style(Emphasis emphasis) {
        return switch (emphasis) {
            case PLAIN -> AttributedStyle.DEFAULT;
            case FAINT -> AttributedStyle.DEFAULT.faint();
            case STRONG -> AttributedStyle.BOLD;
            case BAD -> colour ? AttributedStyle.DEFAULT.foreground(AttributedStyle.RED) : AttributedStyle.BOLD;
            case CHOSEN -> AttributedStyle.INVERSE;
        };
    }

    /** Restores the terminal; further calls do nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
        try {
            terminal.close();
        } catch (IOException gone) {
            // The terminal was closed already.
        }
    }
}
