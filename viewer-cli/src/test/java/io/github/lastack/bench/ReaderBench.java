// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long it takes to read one recording: {@code ReaderBench FILE [ROUNDS] [lastack.jar]}.
 *
 * <p>Every reader runs in a JVM of its own, from its start to its end, one after the other in each round; the first round
 * is thrown away. {@code sites} is the whole command, which replays and judges what it reads; the others only read.
 */
public final class ReaderBench {
    private static final String[] READERS = {"jdk.jfr.consumer", "one.jfr", "flightrecorder", "recording"};
    private static final String SITES = "sites";

    private ReaderBench() {}

    private record Took(double wallMillis, double cpuMillis) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String file = args[0];
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path jar = Path.of(args.length > 2 ? args[2] : "viewer-cli/target/lastack.jar");
        Map<String, List<Took>> took = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, List<String>> each : commands(file, jar).entrySet()) {
                Took once = run(each.getValue());
                if (round > 0) {
                    took.computeIfAbsent(each.getKey(), name -> new ArrayList<>())
                            .add(once);
                }
            }
        }
        print(file, took);
    }

    private static Map<String, List<String>> commands(String file, Path jar) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (String reader : READERS) {
            String heap = reader.equals("flightrecorder") ? "-Xmx16g" : "-Xmx512m"; // JMC holds the recording whole
            commands.put(
                    reader,
                    List.of(
                            java,
                            heap,
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReaderLoop.class.getName(),
                            reader,
                            file));
        }
        commands.put(SITES, List.of(java, "-Xmx512m", "-jar", jar.toString(), SITES, file));
        return commands;
    }

    private static Took run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("lastack-reader", ".txt");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        ProcessHandle.Info info = process.info();
        double cpu = 0;
        while (process.isAlive()) {
            cpu = info.totalCpuDuration().map(spent -> spent.toNanos() / 1e6).orElse(cpu);
            process.waitFor(10, java.util.concurrent.TimeUnit.MILLISECONDS);
            info = process.info();
        }
        double wall = (System.nanoTime() - begun) / 1e6;
        String said = Files.readString(output);
        Files.delete(output);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + " failed: " + said);
        }
        return new Took(wall, cpu);
    }

    private static void print(String file, Map<String, List<Took>> took) throws IOException {
        System.out.printf("%s, %,d MB, JDK %s%n", file, Files.size(Path.of(file)) >> 20, Runtime.version());
        double reference = median(took.get(READERS[0]), Took::wallMillis);
        System.out.println("| reader | wall | CPU | times as fast as jdk.jfr.consumer |\n| --- | --- | --- | --- |");
        took.forEach((reader, each) -> System.out.printf(
                "| %s | %.1f s | %.1f s | %.2f |%n",
                reader,
                median(each, Took::wallMillis) / 1000,
                median(each, Took::cpuMillis) / 1000,
                reference / median(each, Took::wallMillis)));
    }

    private static double median(List<Took> took, java.util.function.ToDoubleFunction<Took> of) {
        double[] sorted = took.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
