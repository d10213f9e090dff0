// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import io.github.lastack.agent.it.HostJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** A terminal that tests can look at and type into: one window of a tmux server of its own. */
final class Tmux implements AutoCloseable {
    private final String server = "lastack-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    private Tmux() {}

    /** Skips the test, and says why, where there is no tmux. */
    static Tmux running(String command, int columns, int rows) throws IOException, InterruptedException {
        try {
            new ProcessBuilder("tmux", "-V").start().waitFor();
        } catch (IOException notInstalled) {
            Assumptions.abort("screens are tested in tmux, which is not installed: apt-get install tmux");
        }
        Tmux tmux = new Tmux();
        tmux.tell(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                command);
        return tmux;
    }

    void press(String... keys) throws IOException, InterruptedException {
        List<String> send = new ArrayList<>(List.of("send-keys"));
        send.addAll(List.of(keys));
        tell(send.toArray(String[]::new));
    }

    void resize(int columns, int rows) throws IOException, InterruptedException {
        tell("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** From now on, whatever is written to the terminal goes into that file, too. */
    void record(Path file) throws IOException, InterruptedException {
        tell("pipe-pane", "cat > " + file);
    }

    String screen() throws IOException, InterruptedException {
        return tell("capture-pane", "-p");
    }

    /** A variable of tmux, such as {@code alternate_on}. */
    String variable(String name) throws IOException, InterruptedException {
        return tell("display-message", "-p", "#{" + name + "}").strip();
    }

    /** Waits for the screen to be so. */
    String await(String what, Predicate<String> holds) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + HostJvm.LIMIT.toNanos();
        String screen = screen();
        while (!holds.test(screen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never on the screen: " + what + "\n" + screen);
            }
            screen = screen();
        }
        return screen;
    }

    private String tell(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", server));
        command.addAll(List.of(arguments));
        Process tmux = new ProcessBuilder(command).redirectErrorStream(true).start();
        tmux.getOutputStream().close();
        String said = new String(tmux.getInputStream().readAllBytes());
        if (tmux.waitFor() != 0) {
            throw new AssertionError(command + ": " + said);
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        new ProcessBuilder("tmux", "-L", server, "kill-server").start();
    }
}
