// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** {@code top}, on a real screen and without one. */
class TopCommandIT {
    private static final String LEAK = "close-wait/end-of-stream-ignored";
    private static final String LINE = "PriceFeed.poll(PriceFeed.java:31)";
    private static final String AGENT = "closewait=500ms,probe=200ms";

    @TempDir
    Path temporary;

    @OnJdks(Jdks.EDGES)
    void top_leakyJvm_showsTheLeakAndLeavesNoTrace(TestJdk jdk) throws Exception {
        try (Shop shop = Shop.open(jdk, temporary);
                Tmux tmux = Tmux.running(top(shop), 120, 40)) {
            // With all of its sites on it, their order is that of how bad they are, and stays.
            tmux.await(
                    "the leak",
                    screen -> screen.contains(LEAK) && screen.contains(LINE) && screen.contains("short-lived"));
            assertThat(tmux.variable("alternate_on")).isEqualTo("1");

            chooseTheLeak(tmux);
            tmux.press("Enter");
            tmux.await(
                    "its stacks",
                    screen -> screen.contains("end of stream read")
                            && screen.contains("> at io.github.lastack.samples.shop." + LINE));
            tmux.press("Enter");
            tmux.await("the list again", screen -> screen.contains("LOOK AT"));

            tmux.resize(70, 16);
            tmux.await(
                    "the last line of a smaller screen",
                    screen -> screen.lines().skip(15).anyMatch(line -> line.startsWith("q quit")));
            tmux.press("s");
            tmux.await("another order", screen -> screen.contains("sort: most connections"));
            tmux.press("p");
            tmux.await("a pause", screen -> screen.contains("PAUSED"));

            tmux.press("q");
            String after = tmux.await("the shell", screen -> screen.contains("exit 0"));
            assertThat(after).contains("before").doesNotContain("LOOK AT");
            assertThat(tmux.variable("alternate_on")).isEqualTo("0");
            assertThat(tmux.variable("cursor_flag")).isEqualTo("1");
            shop.assertIsAsItWas();
        }
    }

    @OnJdks(Jdks.EDGES)
    void screen_of80By24_showsAtOnceWhatIsDoneAndGoesBackOnEscape(TestJdk jdk) throws Exception {
        Path written = temporary.resolve("written");
        try (Shop shop = Shop.open(jdk, temporary);
                Tmux tmux = Tmux.running("sh -c 'read go'; " + top(shop), 80, 24)) {
            tmux.record(written);
            tmux.press("Enter");
            String list = tmux.await(
                    "the leak",
                    screen -> screen.contains(LEAK) && screen.contains(LINE) && screen.contains("short-lived"));
            assertThat(written).content().contains("attaching…");
            assertThat(list.lines().findFirst().orElse(""))
                    .matches("lastack top  process " + shop.pid() + ", \\S+LeakyShop .*\\d\\d:\\d\\d:\\d\\d UTC");

            tmux.press("Enter");
            tmux.await("the stacks", screen -> screen.contains("fingerprint  ") || screen.contains("more lines below"));
            tmux.press("Escape");
            tmux.await("the list again", screen -> screen.contains("LOOK AT"));
            tmux.press("h");
            tmux.await("the help", screen -> screen.contains("back to the list"));
            tmux.press("Escape");
            tmux.await("the list once more", screen -> screen.contains("LOOK AT"));

            tmux.press("q");
            tmux.await("the shell", screen -> screen.contains("exit 0"));
            shop.assertIsAsItWas();
        }
    }

    @OnJdks(Jdks.ONE)
    void top_jvmEndsOrCtrlC_restoresTheTerminal(TestJdk jdk) throws Exception {
        try (Shop shop = Shop.open(jdk, temporary);
                Tmux tmux = Tmux.running(top(shop), 120, 40)) {
            tmux.await("the leak", screen -> screen.contains(LEAK));
            tmux.press("C-c");
            tmux.await("the shell", screen -> screen.contains("exit 0"));
            shop.assertIsAsItWas();
        }
        Shop shop = Shop.open(jdk, temporary);
        try (Tmux tmux = Tmux.running(top(shop), 120, 40)) {
            tmux.await("the leak", screen -> screen.contains(LEAK));
            shop.close();
            tmux.await(
                    "the shell",
                    screen -> screen.contains("process " + shop.pid() + " has ended") && screen.contains("exit 0"));
            assertThat(tmux.variable("alternate_on")).isEqualTo("0");
            assertThat(tmux.variable("cursor_flag")).isEqualTo("1");
        }
    }

    @OnJdks(Jdks.ONE)
    void top_dumbTerminal_printsPlainly(TestJdk jdk) throws Exception {
        String every = jdk.version() < 14 ? "5 s" : "1 s"; // without event streaming the recording is dumped each time
        try (Shop shop = Shop.open(jdk, temporary);
                Tmux tmux = Tmux.running("TERM=dumb " + top(shop), 120, 40)) {
            tmux.await(
                    "what is done instead",
                    screen -> screen.contains("no usable terminal; printing plain text every " + every));
            tmux.await("the leak", screen -> screen.contains(LINE));
            tmux.press("C-c");
            tmux.await("the shell", screen -> screen.contains("exit 0"));
            shop.assertIsAsItWas();
        }
    }

    @OnJdks(Jdks.EDGES)
    void top_noTerminal_printsPlainly(TestJdk jdk) throws Exception {
        try (Shop shop = Shop.open(jdk, temporary)) {
            CommandRun top = CommandRun.lastack("top", shop.pid(), "--once", "--interval", "5s", "--agent", AGENT);
            assertThat(top.exitCode()).as(top.toString()).isZero();
            assertThat(top.stderr()).isEmpty();
            assertThat(top.stdout())
                    .contains("process " + shop.pid() + ", io.github.lastack.samples.LeakyShop", LEAK, LINE)
                    .contains("CLOSE_WAIT", "TIME_WAIT", "opened, ")
                    .doesNotContain("\u001b");
            shop.assertIsAsItWas();
        }
    }

    private static void chooseTheLeak(Tmux tmux) throws Exception {
        // The chosen line is shown in reverse, which a capture does not tell: its stacks do.
        tmux.press("Enter");
        String fingerprint =
                fingerprint(tmux.await("stacks", screen -> !fingerprint(screen).isEmpty()));
        while (!fingerprint.startsWith(LEAK)) {
            String before = fingerprint;
            tmux.press("Down");
            fingerprint = fingerprint(
                    tmux.await("the next site", screen -> !Set.of("", before).contains(fingerprint(screen))));
        }
        tmux.press("Enter");
        tmux.await("the list", screen -> screen.contains("LOOK AT"));
    }

    private static String fingerprint(String screen) {
        return screen.lines()
                .filter(line -> line.startsWith("fingerprint  "))
                .map(line -> line.substring("fingerprint  ".length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Between two lines; the shell survives Ctrl-C, and then waits. */
    private static String top(Shop shop) {
        return "sh -c 'trap : INT; echo before; "
                + Path.of(System.getProperty("java.home"), "bin", "java") + " -jar " + CommandRun.jar("cli")
                + " top " + shop.pid() + " --interval 1s --agent " + AGENT
                + "; echo \"exit $?\"; sleep 600'";
    }
}
