// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how long attach and detach stop an application: {@code AttachBench AGENT_JAR ROUNDS JDK_HOME...}, with the
 * tests' classes on the class path.
 *
 * <p>Every round starts JVMs with {@link #CLASSES} classes, without and with traffic, and watches each for {@link
 * #WINDOW} at rest, while the agent is attached, detached, and attached again. The JVM's own log of its pauses is
 * exact; the longest gap between two beats of the application also contains what a busy machine adds, so compare it
 * with the gap at rest.
 */
public final class AttachBench {
    private static final String CLASSES = "15000";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration WINDOW = Duration.ofSeconds(3);

    /** Two forms of the log line: of 8 and 11; of 17 and later. */
    private static final Pattern STOPPED =
            Pattern.compile("threads were stopped: ([0-9.]+) seconds|Safepoint \".* Total: +(\\d+) ns");

    private static final Pattern BEAT = Pattern.compile("beat (\\d+) (\\d+)");

    private AttachBench() {}

    public static void main(String[] args) throws Exception {
        System.out.println("| JDK, traffic | | stops | the longest | together | longest gap between beats"
                + " | connections a second |");
        System.out.println("| --- | --- | --: | --: | --: | --: | --: |");
        for (String home : Arrays.asList(args).subList(2, args.length)) {
            for (String churners : List.of("0", "2")) {
                measure(Path.of(args[0]), Integer.parseInt(args[1]), TestJdk.at(Path.of(home)), churners);
            }
        }
    }

    /** The pauses and the gap seen in one window. */
    private record Seen(List<Double> stopsMillis, double gapMillis, double connections) {
        double longest() {
            return stopsMillis.stream().max(Comparator.naturalOrder()).orElse(0.0);
        }

        double together() {
            return stopsMillis.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    private interface Deed {
        void run() throws Exception;
    }

    private static void measure(Path agent, int rounds, TestJdk jdk, String churners) throws Exception {
        Map<String, List<Seen>> seen = new LinkedHashMap<>();
        for (int i = 0; i < rounds; i++) {
            try (HostJvm host = start(jdk, churners)) {
                host.awaitLine("ready", START);
                watch(host, () -> {}); // until what runs is compiled
                note(seen, "at rest", watch(host, () -> {}));
                note(seen, "attach", watch(host, () -> host.load(agent, "")));
                note(seen, "detach", watch(host, () -> host.load(agent, "detach")));
                note(seen, "attach again", watch(host, () -> host.load(agent, "")));
                host.end();
            }
        }
        seen.forEach((what, all) -> print(jdk + (churners.equals("0") ? ", none" : ", churn"), what, all));
    }

    private static HostJvm start(TestJdk jdk, String churners) throws IOException {
        List<String> options = new ArrayList<>(List.of("-Xmx1g"));
        options.add(jdk.version() == 8 ? "-XX:+PrintGCApplicationStoppedTime" : "-Xlog:safepoint");
        if (jdk.version() >= 21) {
            options.add("-XX:+EnableDynamicAgentLoading");
        }
        return HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs(options.toArray(String[]::new))
                .main("io.github.lastack.agent.host.PauseMeter")
                .classPath(Arrays.stream(System.getProperty("java.class.path").split(":"))
                        .map(Path::of)
                        .toArray(Path[]::new))
                .args(CLASSES, churners)
                .start();
    }

    private static Seen watch(HostJvm host, Deed deed) throws Exception {
        int before = host.stdout().size();
        long end = System.nanoTime() + WINDOW.toNanos();
        host.say("begin");
        deed.run();
        Thread.sleep(Math.max(0, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        host.say("end");
        String said = untilBeat(host, before);
        Matcher beat = BEAT.matcher(said);
        beat.find();
        return new Seen(stops(said), Double.parseDouble(beat.group(1)) / 1e3, Double.parseDouble(beat.group(2)));
    }

    private static String untilBeat(HostJvm host, int before) throws InterruptedException {
        long deadline = System.nanoTime() + HostJvm.LIMIT.toNanos();
        String said = "";
        while (!BEAT.matcher(said).find()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no answer;" + host.transcript());
            }
            Thread.sleep(1);
            List<String> lines = host.stdout();
            said = String.join("\n", lines.subList(before, lines.size()));
        }
        return said;
    }

    private static List<Double> stops(String said) {
        List<Double> millis = new ArrayList<>();
        Matcher stop = STOPPED.matcher(said);
        while (stop.find()) {
            millis.add(
                    stop.group(1) == null
                            ? Long.parseLong(stop.group(2)) / 1e6
                            : Double.parseDouble(stop.group(1)) * 1e3);
        }
        return millis;
    }

    private static void note(Map<String, List<Seen>> seen, String what, Seen window) {
        seen.computeIfAbsent(what, none -> new ArrayList<>()).add(window);
    }

    private static void print(String where, String what, List<Seen> all) {
        System.out.printf(
                "| %s | %s | %.0f | %s | %s | %s | %.0f |%n",
                where,
                what,
                middle(all, seen -> seen.stopsMillis.size()),
                millis(all, Seen::longest),
                millis(all, Seen::together),
                millis(all, Seen::gapMillis),
                middle(all, Seen::connections));
    }

    /** The median, and the worst. */
    private static String millis(List<Seen> all, ToDoubleFunction<Seen> number) {
        return String.format(
                "%.1f ms (%.1f)",
                middle(all, number), all.stream().mapToDouble(number).max().orElseThrow());
    }

    private static double middle(List<Seen> all, ToDoubleFunction<Seen> number) {
        return Cpu.median(all.stream().map(number::applyAsDouble).toList());
    }
}
