// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Host programs that measure themselves, run in turns with one companion and another, and without any. */
final class Host {
    /** The run that the others are compared with. */
    static final String ALONE = "alone";

    private final String home;
    private final Map<String, List<String>> companions = new LinkedHashMap<>();
    private final Map<String, List<double[]>> results = new LinkedHashMap<>();

    Host(String home) {
        this.home = home;
        with(ALONE);
    }

    /** Adds a companion: the options of the JVM that bring it along. */
    Host with(String name, String... options) {
        companions.put(name, List.of(options));
        results.put(name, new ArrayList<>());
        return this;
    }

    /** Runs the program so many times with each companion in turns, there and back; it prints a line of numbers. */
    Host run(int rounds, String program, String... arguments) throws IOException, InterruptedException {
        List<String> turns = new ArrayList<>(companions.keySet());
        for (int i = 0; i < rounds; i++) {
            for (String companion : turns) {
                results.get(companion).add(once(companions.get(companion), program, arguments));
            }
            Collections.reverse(turns);
        }
        return this;
    }

    private double[] once(List<String> options, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home + "/bin/java", "-Xmx1g"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.github.lastack.agent.host." + program);
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("bench", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + Files.readString(errors));
        }
        Files.delete(errors);
        return Arrays.stream(lines.get(lines.size() - 1).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    Iterable<String> companions() {
        return companions.keySet();
    }

    /** Of the numbers that the program printed at that place. */
    double median(String companion, int place) {
        return Cpu.median(
                results.get(companion).stream().map(numbers -> numbers[place]).toList());
    }

    /** The median of what it is more than the run alone of the same round. */
    double added(String companion, int place) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < results.get(companion).size(); i++) {
            differences.add(
                    results.get(companion).get(i)[place] - results.get(ALONE).get(i)[place]);
        }
        return Cpu.median(differences);
    }

    /** The median of how many times as much it is as in the run alone of the same round. */
    double ratio(String companion, int place) {
        return Cpu.median(ratiosOf(companion, place));
    }

    /** The same, with the quartiles. */
    String ratios(String companion, int place) {
        List<Double> sorted = ratiosOf(companion, place).stream().sorted().toList();
        int quarter = sorted.size() / 4;
        return String.format(
                "%.3f (%.3f to %.3f)",
                Cpu.median(sorted), sorted.get(quarter), sorted.get(sorted.size() - 1 - quarter));
    }

    private List<Double> ratiosOf(String companion, int place) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < results.get(companion).size(); i++) {
            ratios.add(results.get(companion).get(i)[place] / results.get(ALONE).get(i)[place]);
        }
        return ratios;
    }

    /** 8 for 1.8. */
    static int release(String home) throws IOException {
        String[] numbers = version(home).split("\\D");
        return Integer.parseInt(numbers[0].equals("1") ? numbers[1] : numbers[0]);
    }

    static String version(String home) throws IOException {
        return Files.readString(Path.of(home, "release"))
                .lines()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .findFirst()
                .orElse(home)
                .replace("JAVA_VERSION=", "")
                .replace("\"", "");
    }
}
