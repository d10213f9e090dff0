// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import io.github.lastack.agent.it.JvmResources;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Attaches the agent to a JVM under load and detaches it, starts, rotates and ends recordings, all at random times and
 * in random order. Between two marks, at which the load rests for a moment, all that the host and the kernel have
 * counted must be in the recording.
 *
 * <p>Thread-safety: for one thread.
 */
final class Soak implements AutoCloseable {
    private static final List<String> OPTIONS = List.of(
            "",
            "probe=100ms",
            "probe=off,detail=all",
            "probe=2s,stackdepth=8",
            "detail=100",
            "closewait=1s,redact=addresses",
            "stackdepth=40,redact=hosts");
    private static final List<Integer> RATES = List.of(2_000, 3_000, 4_000, 5_000, 0);
    private static final long HOLDINGS_A_SOAK = 40;

    /** Listeners, two a thread, and one or the other that is about to be forgotten. */
    private static final long OTHERS = 16;

    private final TestJdk jdk;
    private final Target target;
    private final List<String> options;
    private final Random random;
    private final PrintStream out;
    private final long begun = System.nanoTime();
    private final List<Interval> intervals = new ArrayList<>();
    private final List<Interval> unread = new ArrayList<>();
    private final List<ResourceUse> holdings = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private String agent; // its options; null while it is detached
    private String recording; // its name; null while none runs
    private boolean otherRecording;
    private long names;
    private long comings;
    private long recordings;
    private long rotations;
    private long nextHolding;

    private Soak(TestJdk jdk, Target target, List<String> options, long seed, PrintStream out) {
        this.jdk = jdk;
        this.target = target;
        this.options = options;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Starts with the options that the agent has in the field. */
    static Soak start(TestJdk jdk, Path agentJar, long seed, PrintStream out) throws Exception {
        return start(jdk, agentJar, OPTIONS, seed, out);
    }

    /**
     * Starts a soak.
     *
     * @param options sets of options for the agent
     */
    static Soak start(TestJdk jdk, Path agentJar, List<String> options, long seed, PrintStream out) throws Exception {
        return new Soak(jdk, Target.start(jdk, agentJar, seed), options, seed, out);
    }

    /** Returns whether nothing was lost, nothing grew, and nothing failed. */
    boolean run(Duration time) throws Exception {
        out.println(Interval.HEAD);
        while (System.nanoTime() - begun < time.toNanos()) {
            comeAndGo();
            leg(time);
        }
        endRecording();
        agentGoes();
        holdings.add(holding(target.rest(() -> {})));
        tell();
        return complaints.isEmpty();
    }

    long lost() {
        return intervals.stream().mapToLong(Interval::lost).sum();
    }

    @Override
    public void close() {
        target.close();
    }

    // ---- under load ----

    /** Attaches, detaches, starts and stops; ends with an agent and a recording. */
    private void comeAndGo() throws Exception {
        load();
        List<Target.Step> steps = new ArrayList<>();
        if (agent == null || random.nextInt(2) == 0) {
            steps.add(this::agentGoes);
            steps.add(this::agentComes);
        }
        if (recording == null || random.nextInt(2) == 0) {
            int at = random.nextInt(steps.size() + 1);
            steps.add(at, this::endRecording);
            steps.add(at + 1 + random.nextInt(steps.size() - at), this::beginRecording);
        }
        for (Target.Step step : steps) {
            pause(3_000);
            step.run();
        }
    }

    /** Runs from one mark to the next. */
    private void leg(Duration time) throws Exception {
        Mark from = mark(time);
        StringBuilder disturbances = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            pause(6_000);
            disturbances.append(disturb()).append(' ');
        }
        pause(3_000);
        Interval interval = Interval.between(
                from,
                mark(time),
                agent.isEmpty() ? "no options" : agent,
                disturbances.toString().trim());
        intervals.add(interval);
        unread.add(interval);
    }

    private String disturb() throws Exception {
        switch (random.nextInt(6)) {
            case 0:
                target.dumpRecording(recording);
                rotations++;
                return "dump";
            case 1:
            case 2:
                return otherRecording();
            case 3:
                target.agent("probe=7s"); // it is there, and goes on as it was
                return "attach";
            case 4:
                target.jcmd("GC.run");
                return "collection";
            default:
                return "rate " + load();
        }
    }

    /** Starts another recording, which ends the chunk, too. */
    private String otherRecording() throws Exception {
        rotations++;
        otherRecording = !otherRecording;
        if (otherRecording) {
            target.startRecording("other" + ++names);
            return "start";
        }
        target.stopRecording("other" + names, null);
        return "stop";
    }

    private int load() throws IOException {
        int rate = RATES.get(random.nextInt(RATES.size()));
        target.rate(rate);
        return rate;
    }

    private void pause(int mostMillis) throws InterruptedException {
        Thread.sleep(random.nextInt(mostMillis));
    }

    // ---- steps ----

    private void agentComes() throws Exception {
        agent = options.get(random.nextInt(options.size()));
        target.agent(agent);
        comings++;
    }

    private void agentGoes() throws Exception {
        if (agent != null) {
            target.agent("detach");
            agent = null;
        }
    }

    private void beginRecording() throws Exception {
        recording = "soak" + ++recordings;
        target.startRecording(recording);
    }

    private void endRecording() throws Exception {
        if (recording == null) {
            return;
        }
        Path file = Files.createTempFile("soak", ".jfr");
        target.stopRecording(recording, file);
        recording = null;
        Ledger.read(file, unread.stream().map(Interval::recorded).toList());
        Files.delete(file);
        unread.forEach(this::settle);
        unread.clear();
    }

    private void settle(Interval interval) {
        out.println(interval.row());
        if (interval.lost() > 0) {
            complaints.add("lost " + interval.lost() + ": " + interval.row());
        }
        if (!interval.kernelAgrees()) {
            complaints.add("the kernel has counted otherwise than the host: " + interval.row());
        }
        if (interval.recorded().suppressed() > 0) {
            complaints.add(interval.recorded().suppressed() + " errors suppressed: " + interval.row());
        }
    }

    // ---- at rest ----

    private Mark mark(Duration time) throws Exception {
        Mark mark = target.rest(() -> target.dumpRecording(recording)); // tells what was only counted until then
        rotations++;
        expectAgreement(mark);
        long elapsed = System.nanoTime() - begun;
        if (elapsed >= nextHolding) {
            nextHolding = elapsed + time.toNanos() / HOLDINGS_A_SOAK;
            holdings.add(holding(mark));
        }
        target.work();
        return mark;
    }

    private ResourceUse holding(Mark mark) throws Exception {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        return ResourceUse.of(JvmResources.of(jdk, target.host()), target, seconds, agent, mark);
    }

    private void expectAgreement(Mark mark) throws Exception {
        Map<String, String> status = target.status();
        long open = status.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith("open.") && !entry.getKey().equals("open.LISTEN"))
                .mapToLong(entry -> Long.parseLong(entry.getValue()))
                .sum();
        complainUnless(open == mark.open(), "the agent knows " + open + " open ends of " + mark.open() + ": " + status);
        long inKernel = target.openInKernel();
        complainUnless(inKernel == mark.open(), "the kernel knows " + inKernel + " open ends of " + mark.open());
        complainUnless("0".equals(status.get("suppressedErrors")), "errors were suppressed: " + status);
        complainUnless(
                mark.faults() == 0,
                mark.faults() + " faults of the host:" + target.host().transcript());
    }

    private void complainUnless(boolean fact, String otherwise) {
        if (!fact) {
            complaints.add(otherwise);
            out.println(otherwise);
        }
    }

    // ---- in the end ----

    private void tell() {
        complainAboutMemory();
        target.host().stderr().stream()
                .filter(line -> line.startsWith("lastack: ") && !line.contains("already running"))
                .forEach(complaints::add);
        out.println();
        out.println(ResourceUse.HEAD);
        holdings.forEach(holding -> out.println(holding.row()));
        out.println();
        out.printf(
                "%s: %,d connection ends in %,d intervals, %,d of them counted and not described; the agent came %d"
                        + " times,"
                        + " %d recordings, %d rotations by hand%n",
                jdk,
                intervals.stream().mapToLong(Interval::ends).sum(),
                intervals.size(),
                intervals.stream()
                        .mapToLong(interval -> interval.recorded().counted())
                        .sum(),
                comings,
                recordings,
                rotations);
        out.printf(
                "lost: %,d; bytes that JFR had no room for: %,d; memory: %s%n",
                lost(),
                intervals.stream()
                        .mapToLong(interval -> interval.recorded().bytesLost())
                        .sum(),
                ResourceUse.tells(holdings) ? "flat unless complained of" : "too short a time to tell");
        complaints.forEach(complaint -> out.println("COMPLAINT " + complaint));
    }

    private void complainAboutMemory() {
        String grown = ResourceUse.growth(holdings);
        complainUnless(grown.isEmpty(), "more is held: " + grown);
        for (ResourceUse holding : holdings) {
            long most = holding.options() == null ? 0 : holding.open() + OTHERS;
            complainUnless(holding.tracked() <= most, "known and not open: " + holding.row());
        }
    }
}
