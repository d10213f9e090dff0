// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What connections cost that are open and idle, in heap and in CPU of the probe: {@code HeldBench AGENT_JAR ROUNDS
 * JDK_HOME...}, with the tests' classes on the class path, and as many descriptors allowed as it says.
 */
public final class HeldBench {
    private static final String SECONDS = "12";

    private HeldBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println("| JDK, connections | heap added | a connection | probe, of one core |");
        System.out.println("| --- | --- | --- | --- |");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            for (int connections : List.of(1_000, 10_000)) {
                measure(args[0], Integer.parseInt(args[1]), home, connections);
            }
        }
    }

    private static void measure(String jar, int rounds, String home, int connections)
            throws IOException, InterruptedException {
        Host host = new Host(home).with("Lastack", "-javaagent:" + jar);
        Host empty = new Host(home).with("Lastack", "-javaagent:" + jar);
        host.run(rounds, "Held", Integer.toString(connections / 2), SECONDS);
        empty.run(rounds, "Held", "1", "1");
        double each = (host.added("Lastack", 0) - empty.added("Lastack", 0)) / connections;
        System.out.printf(
                "| %s, %,d | %.2f MB | %.0f bytes | %.2f %% |%n",
                Host.version(home), connections, host.added("Lastack", 0) / 1e6, each, host.median("Lastack", 1) / 10);
    }
}
