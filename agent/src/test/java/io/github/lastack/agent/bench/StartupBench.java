// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the agent adds to the start of a JVM: {@code StartupBench AGENT_JAR PAIRS JDK_HOME...}, with the tests' classes
 * on the class path.
 *
 * <p>Runs a main that does nothing with and without the agent in turns, so that whatever else the machine does falls on
 * both alike, and prints medians of CPU time, which is less moved by a busy machine than the clock on the wall is.
 */
public final class StartupBench {
    private StartupBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int pairs = Integer.parseInt(args[1]);
        System.out.printf("%-50s %10s %10s %10s %8s%n", "JDK", "without", "with", "added", "ratio");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            Path file = Files.createTempFile("startup", ".jfr");
            measure(home, "agent", List.of("-javaagent:" + args[0]), pairs);
            measure(home, "agent, recording", List.of("-javaagent:" + args[0] + "=record=" + file), pairs);
            Files.delete(file);
        }
    }

    private static void measure(String home, String what, List<String> agent, int pairs)
            throws IOException, InterruptedException {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> added = new ArrayList<>();
        for (int i = -1; i < pairs; i++) {
            double bare = Cpu.millisOf(command(home, List.of()));
            double loaded = Cpu.millisOf(command(home, agent));
            if (i >= 0) { // the first pair fills the file cache
                without.add(bare);
                with.add(loaded);
                added.add(loaded - bare);
            }
        }
        System.out.printf(
                "%-50s %7.0f ms %7.0f ms %7.0f ms %7.2fx%n",
                home + " (" + what + ")",
                Cpu.median(without),
                Cpu.median(with),
                Cpu.median(added),
                Cpu.median(with) / Cpu.median(without));
    }

    private static List<String> command(String home, List<String> agent) {
        List<String> command = new ArrayList<>(List.of(home + "/bin/java"));
        command.addAll(agent);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.lastack.agent.host.Nothing"));
        return command;
    }
}
