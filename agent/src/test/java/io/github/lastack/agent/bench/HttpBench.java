// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What is left of an HTTP server's throughput whose clients keep their connections: {@code HttpBench AGENT_JAR ROUNDS
 * JDK_HOME...}, with the tests' classes on the class path.
 *
 * <p>Every round runs all of them in turns; medians of the ratios to the run alone of the same round, with their quartiles. On a
 * busy machine the CPU for a request tells more than the throughput.
 */
public final class HttpBench {
    private static final String CLIENTS = "4";
    private static final String SECONDS = "12";

    private HttpBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println("| JDK | with | requests a second | ratio | CPU a request | ratio |");
        System.out.println("| --- | --- | --: | --- | --: | --- |");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            Path file = Files.createTempFile("http", ".jfr");
            Host host = new Host(home)
                    .with("Lastack", "-javaagent:" + args[0])
                    .with("Lastack, recording", "-javaagent:" + args[0] + "=record=" + file)
                    .run(Integer.parseInt(args[1]), "KeepAlive", CLIENTS, SECONDS);
            for (String companion : host.companions()) {
                System.out.printf(
                        "| %s | %s | %,.0f | %s | %.1f us | %s |%n",
                        Host.version(home),
                        companion,
                        host.median(companion, 0),
                        host.ratios(companion, 0),
                        host.median(companion, 1),
                        host.ratios(companion, 1));
            }
            Files.delete(file);
        }
    }
}
