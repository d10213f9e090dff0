// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The resources that a JVM holds, after a garbage collection.
 *
 * @param descriptors how many there are of each kind
 * @param threads names of native threads
 * @param liveThreads how many Java threads are alive
 * @param classes how many are loaded; 0 where the JVM does not count them: its counters count retransformations
 * @param metaspace bytes
 */
public record JvmResources(
        Map<String, Integer> descriptors,
        List<String> threads,
        int liveThreads,
        int classes,
        long metaspace,
        Map<String, Long> instances,
        Map<String, Long> bytes) {

    private static final Pattern CLASSES = Pattern.compile("Total = \\d+ +(\\d+)");
    private static final Pattern THREADS = Pattern.compile("java\\.threads\\.live=(\\d+)");
    private static final Pattern METASPACE = Pattern.compile("sun\\.gc\\.metaspace\\.used=(\\d+)");

    public static JvmResources of(TestJdk jdk, HostJvm host) throws IOException, InterruptedException {
        collect(host);
        Map<String, Long> instances = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
        for (String line : host.jcmd("GC.class_histogram").lines().toList()) {
            String[] columns = line.trim().split(" +");
            if (columns.length >= 4 && columns[0].endsWith(":") && columns[1].matches("\\d+")) {
                instances.merge(columns[3], Long.valueOf(columns[1]), Long::sum);
                bytes.merge(columns[3], Long.valueOf(columns[2]), Long::sum);
            }
        }
        int classes = jdk.version() < 9 ? 0 : (int) number(CLASSES, host.jcmd("VM.classloader_stats"));
        String counters = counters(jdk, host);
        return new JvmResources(
                descriptors(host.pid()),
                threads(host.pid()),
                (int) number(THREADS, counters),
                classes,
                number(METASPACE, counters),
                instances,
                bytes);
    }

    /**
     * Collects twice, since what retransformations leave behind is given back after a collection has found it. Waits in
     * between for the sockets of JDK 8, which have finalizers: those that a busy host has closed may wait for them by
     * the thousand.
     */
    static void collect(HostJvm host) throws IOException {
        host.jcmd("GC.run");
        host.jcmd("GC.run_finalization");
        host.jcmd("GC.run");
    }

    public Map<String, Long> instancesOf(String prefix) {
        Map<String, Long> of = new TreeMap<>(instances);
        of.keySet().removeIf(name -> !name.startsWith(prefix));
        return of;
    }

    /** Returns the bytes of the objects of the classes whose name begins so. */
    public long bytesOf(String prefix) {
        return bytes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long bytesWithout(String prefix) {
        return bytes.entrySet().stream()
                .filter(entry -> !entry.getKey().contains(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns the classes with more bytes than before. */
    Map<String, Long> bytesMoreThan(JvmResources before) {
        Map<String, Long> more = new TreeMap<>();
        bytes.forEach((name, now) -> {
            long then = before.bytes.getOrDefault(name, 0L);
            if (now > then) {
                more.put(name, now - then);
            }
        });
        return more;
    }

    private static Map<String, Integer> descriptors(long pid) throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            open.forEach(descriptor -> kinds.merge(kind(descriptor), 1, Integer::sum));
        }
        return kinds;
    }

    private static String kind(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().replaceAll(":\\[\\d+]", "");
        } catch (IOException gone) {
            return "gone";
        }
    }

    private static List<String> threads(long pid) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                names.add(name(task));
            }
        }
        return names;
    }

    /** Returns the name of a thread, empty where it has ended meanwhile. */
    static String name(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("comm")).trim();
        } catch (NoSuchFileException gone) {
            return "";
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** {@code jcmd} itself reads them; the JVM has no such command. */
    private static String counters(TestJdk jdk, HostJvm host) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        jdk.program("jcmd").toString(), Long.toString(host.pid()), "PerfCounter.print")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said;
    }
}
