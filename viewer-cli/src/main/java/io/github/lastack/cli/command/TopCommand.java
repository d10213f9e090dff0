// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.AgentOptions;
import io.github.lastack.cli.input.DurationConverter;
import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Interrupts;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.RunningJvms;
import io.github.lastack.jvm.TargetJvm;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.TopText;
import io.github.lastack.top.LiveJvm;
import io.github.lastack.top.TopScreen;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows a running JVM live: connections by state, how many open and close per second, and"
                + " the sites that leak now.",
        footer = {
            "",
            "The agent is attached if necessary and detached at the end. Without a terminal, plain"
                    + " text is printed at each interval.",
            "",
            "Examples:",
            "  lastack top 4711",
            "  lastack top shop.jar --interval 5s",
            "  lastack top 4711 --once"
        })
final class TopCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);

    @Mixin
    private JvmArgument jvm;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Refresh interval (default 2s; minimum 1s, 5s on JDK 8 and 11).")
    private Duration interval = Duration.ofSeconds(2);

    @Option(names = "--plain", description = "Print plain text at each interval instead of using the whole screen.")
    private boolean plain;

    @Option(names = "--once", description = "Print once, one interval after the start.")
    private boolean once;

    @Mixin
    private AgentOptions agent = new AgentOptions();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, InterruptedException {
        if (jvm.isMissing()) {
            return jvm.list();
        }
        String agentOptions = agent.checked();
        long pid = TargetJvm.find(jvm.target());
        boolean ended;
        try (Interrupts interrupts = new Interrupts();
                TopScreen screen = plain || once
                        ? null
                        : TopScreen.open(Output.style(command).colour())) {
            if (screen != null) {
                screen.attaching("process " + pid);
            }
            try (TargetJvm target = TargetJvm.at(Long.toString(pid));
                    LiveJvm live = LiveJvm.watch(target, agentOptions)) {
                ended = !watchedToTheEnd(live, screen, title(pid), interrupts);
            }
        }
        if (ended) {
            command.commandLine().getErr().println(command.qualifiedName() + ": process " + pid + " has ended");
        }
        return ExitCode.OK;
    }

    /** @return false if the JVM ended first, even during a call */
    private boolean watchedToTheEnd(LiveJvm live, TopScreen screen, String title, Interrupts interrupts)
            throws InputException, InterruptedException {
        Duration every = interval.compareTo(live.shortestInterval()) < 0 ? live.shortestInterval() : interval;
        try {
            return screen == null
                    ? print(live, title, every, interrupts)
                    : screen.show(live, title, every, interrupts.flag());
        } catch (InputException e) {
            if (live.isAlive()) {
                throw e;
            }
            return false;
        } finally {
            if (screen != null) {
                // Detaching takes a moment; the terminal is restored before.
                screen.close();
            }
        }
    }

    private boolean print(LiveJvm live, String title, Duration every, Interrupts interrupts)
            throws InputException, InterruptedException {
        if (!plain && !once) {
            command.commandLine()
                    .getErr()
                    .println(command.qualifiedName() + ": no usable terminal; printing plain text every "
                            + every.toSeconds() + " s; Ctrl-C ends it");
        }
        PrintWriter out = command.commandLine().getOut();
        TopText.Look look = new TopText.Look(title, TopText.Order.WORST, null, false, false, false, false, live.note());
        Style style = Output.style(command);
        do {
            if (!waited(live, every, interrupts)) {
                return live.isAlive();
            }
            TopText.of(live.now(), look, style.width()).forEach(line -> out.println(line.text()));
            out.println();
            out.flush();
        } while (!once);
        return true;
    }

    /** @return false if the JVM has ended, or Ctrl-C was pressed */
    private static boolean waited(LiveJvm live, Duration every, Interrupts interrupts) throws InterruptedException {
        long end = System.nanoTime() + every.toNanos();
        while (System.nanoTime() < end) {
            if (interrupts.await(LOOK) || !live.isAlive()) {
                return false;
            }
        }
        return true;
    }

    private static String title(long pid) {
        return "process " + pid
                + RunningJvms.all().stream()
                        .filter(found -> found.pid() == pid)
                        .map(found -> ", " + found.name())
                        .findFirst()
                        .orElse("");
    }
}
