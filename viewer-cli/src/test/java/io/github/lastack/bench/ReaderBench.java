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
 * How long it takes to read one recording: {@code ReaderBench FILE [ROUNDS] [READER,...]}, from the root of the
 * project.
 *
 * <p>Every reader runs in a JVM of its own, from its start to its end, one after the other in each round; the first
 * round is thrown away. {@code sites} is the whole command by its launcher, as it is typed: it replays and judges what
 * it reads; the others only read.
 */
public final class ReaderBench {
    private static final String REFERENCE = "jdk.jfr.consumer";
    private static final String SITES = "sites";
    private static final String ALL = REFERENCE + ",one.jfr,flightrecorder,recording," + SITES;
    private static final String HEAP = "-Xmx512m";

    private ReaderBench() {}

    private record Took(double wallMillis, double cpuMillis) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String file = args[0];
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        List<String> readers = List.of((args.length > 2 ? args[2] : ALL).split(","));
        Map<String, List<Took>> took = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (String reader : readers) {
                Took once = run(command(reader, file));
                if (round > 0) {
                    took.computeIfAbsent(reader, name -> new ArrayList<>()).add(once);
                }
            }
        }
        print(file, took);
    }

    private static List<String> command(String reader, String file) {
        if (reader.equals(SITES)) {
            return List.of("./lastack", SITES, file);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                reader.equals("flightrecorder") ? "-Xmx16g" : HEAP, // JMC holds the recording whole
                "-cp",
                System.getProperty("java.class.path"),
                ReaderLoop.class.getName(),
                reader,
                file);
    }

    private static Took run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("lastack-reader", ".txt");
        long begun = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_TOOL_OPTIONS", HEAP); // the command line comes later, and goes before
        Process process = builder.redirectOutput(output.toFile()).start();
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
        double reference = median(took.get(REFERENCE), Took::wallMillis);
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
