// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What connections cost that are open and idle, in heap and in CPU of the probe: {@code HeldBench AGENT_JAR ROUNDS
 * JDK_HOME...}, with the tests' classes on the class path. Where a process may not have 50,000 descriptors it takes as many
 * thousands as there may be.
 */
public final class HeldBench {
    private static final int FEW = 1_000;
    private static final int MANY = 50_000;
    private static final int OTHER_DESCRIPTORS = 200;

    private static final String SECONDS = "12";

    /** With many, some probes are ten seconds apart. */
    private static final String SECONDS_FOR_MANY = "45";

    private HeldBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println("| JDK, connections | heap added | a connection | probe, of one core |");
        System.out.println("| --- | --- | --- | --- |");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            for (int connections : List.of(FEW, 10_000, asManyAsMayBe())) {
                measure(args[0], Integer.parseInt(args[1]), home, connections);
            }
        }
    }

    /** A JVM allows itself what the system allows at most. */
    private static int asManyAsMayBe() throws IOException {
        String limit = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}")[2])
                .findFirst()
                .orElseThrow();
        return limit.equals("unlimited")
                ? MANY
                : (int) Math.min(MANY, (Long.parseLong(limit) - OTHER_DESCRIPTORS) / FEW * FEW);
    }

    private static void measure(String jar, int rounds, String home, int connections)
            throws IOException, InterruptedException {
        Host host = new Host(home).with("Lastack", "-javaagent:" + jar);
        Host empty = new Host(home).with("Lastack", "-javaagent:" + jar);
        String seconds = connections == FEW ? SECONDS : SECONDS_FOR_MANY;
        host.run(rounds, "Held", Integer.toString(connections / 2), seconds);
        empty.run(rounds, "Held", "1", "1");
        double each = (host.added("Lastack", 0) - empty.added("Lastack", 0)) / connections;
        System.out.printf(
                "| %s, %,d | %.2f MB | %.0f bytes | %.2f %% |%n",
                Host.version(home), connections, host.added("Lastack", 0) / 1e6, each, host.median("Lastack", 1) / 10);
    }
}
