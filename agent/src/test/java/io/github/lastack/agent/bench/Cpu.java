// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** CPU time of processes, user and system. */
final class Cpu {
    private static final int CHILDREN_USER = 15;
    private static final int CHILDREN_SYSTEM = 16;

    /** Linux reports in hundredths of a second, whatever the kernel's own tick is. */
    private static final double MILLIS_A_TICK = 10;

    private Cpu() {}

    /** Returns the CPU time of a process that runs to its end; no other child may end meanwhile. */
    static double millisOf(List<String> command) throws IOException, InterruptedException {
        double before = ofChildren();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + output);
        }
        return ofChildren() - before;
    }

    /**
     * Returns the CPU time of the live threads of a process, to the nanosecond, where {@code stat} and JDK 8 count in
     * ticks.
     */
    static long nanosOf(Process process) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path task : tasks) {
                nanos += nanosOf(task);
            }
        }
        return nanos;
    }

    private static long nanosOf(Path task) throws IOException {
        try {
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
        } catch (NoSuchFileException e) {
            return 0; // it has just ended
        }
    }

    private static double ofChildren() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // The program's name may hold spaces; the fields after it are counted from the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[CHILDREN_USER - 2]) + Long.parseLong(fields[CHILDREN_SYSTEM - 2]);
        return ticks * MILLIS_A_TICK;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
