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
 * What following a connection costs: {@code ChurnBench AGENT_JAR PAIRS JDK_HOME...}, with the tests' classes on the
 * class path. A cycle is a connect, an accept and two closes, that is two connections; CPU of the whole process.
 */
public final class ChurnBench {
    private static final String CYCLES = "15000";

    private ChurnBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int pairs = Integer.parseInt(args[1]);
        System.out.printf("%-60s %10s %10s %10s%n", "JDK", "without", "with", "added");
        Path file = Files.createTempFile("churn", ".jfr");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            for (String api : List.of("Socket", "SocketChannel")) {
                measure(home, api, "agent", "-javaagent:" + args[0], pairs);
                measure(home, api, "agent, recording", "-javaagent:" + args[0] + "=record=" + file, pairs);
            }
        }
        Files.delete(file);
    }

    private static void measure(String home, String api, String what, String agent, int pairs)
            throws IOException, InterruptedException {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> added = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double bare = cycleMicros(home, api, List.of());
            double followed = cycleMicros(home, api, List.of(agent));
            without.add(bare);
            with.add(followed);
            added.add(followed - bare);
        }
        System.out.printf(
                "%-60s %7.1f us %7.1f us %7.1f us%n",
                home + " " + api + " (" + what + ")", Cpu.median(without), Cpu.median(with), Cpu.median(added));
    }

    private static double cycleMicros(String home, String api, List<String> agent)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home + "/bin/java"));
        command.addAll(agent);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("io.github.lastack.agent.host.Churn", api, CYCLES));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed");
        }
        return Double.parseDouble(output);
    }
}
