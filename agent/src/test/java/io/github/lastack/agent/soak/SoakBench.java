// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import io.github.lastack.agent.it.TestJdk;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs {@link Soak} for a given time: {@code SoakBench AGENT_JAR MINUTES JDK_HOME [SEED]}, with the tests' class path.
 * Ends with 1 if anything was lost, has grown or has failed. Needs a system that allows a network of its own.
 */
public final class SoakBench {
    private SoakBench() {}

    public static void main(String[] args) throws Exception {
        long seed = args.length > 3 ? Long.parseLong(args[3]) : System.nanoTime();
        System.out.println("seed " + seed);
        boolean well;
        try (Soak soak = Soak.start(TestJdk.at(Path.of(args[2])), Path.of(args[0]), seed, System.out)) {
            well = soak.run(Duration.ofMinutes(Long.parseLong(args[1])));
        }
        System.exit(well ? 0 : 1);
    }
}
