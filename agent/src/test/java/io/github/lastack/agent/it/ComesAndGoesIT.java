// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Busy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** However often the agent is attached and detached, a busy application is not harmed, and nothing stays behind. */
class ComesAndGoesIT {
    /** Between one connection of a thread and its next: with none, the attaches starve and take minutes. */
    private static final String PAUSE_MILLIS = "1";

    private static final int FEW = 3;

    /**
     * A cycle takes some seconds of CPU: the application's code is compiled anew. A hundred have been seen to be no
     * different.
     */
    private static final int ALL =
            Integer.getInteger("lastack.cycles", Boolean.getBoolean("lastack.exhaustive") ? 16 : 8);

    private static final int FIRST = ALL / 2;

    /** The leftovers of a retransformation are freed by a collection only, as every application has them. */
    private static final int CYCLES_A_COLLECTION = 5;

    /**
     * The cost of retransforming to the JVM itself: a block for a method or a constant pool that is freed is not always
     * of use for the next. An agent that does no more than retransform the same classes takes as much: 20 to 240 kB
     * have been seen, the more the busier the machine is. A class loader that stays behind would take more than a
     * megabyte. Before JDK 16 the JVM counts blocks that are free as used, and only the number of classes can be
     * checked.
     */
    private static final long METASPACE_OF_ONE = 500_000;

    private static final int METASPACE_IS_TOLD = 16;

    /**
     * Earlier versions of classes, as long as a thread is in their code, and the lambdas of each version: on 25, where
     * NioSocketImpl and Net have some, 9 to 11. The agent itself has more than a hundred.
     */
    private static final int CLASSES_OF_ONE = 15;

    /** The growth of a busy application in that time without any agent. */
    private static final int CLASSES_ANYWAY = 30;

    private static final long HEAP_ANYWAY = 30_000;

    /**
     * The JVM's, too: an array for the constants of each class that is retransformed. Two hundred connections take
     * more.
     */
    private static final long HEAP_OF_ONE = 3_000;

    /** The JVM keeps what java.lang.instrument has for each load of an agent, here two a time. */
    private static final String OF_THE_JVM = "sun.instrument.";

    /** JFR runs them every second. */
    private static final long JFR_RUNS_HOOKS_MILLIS = 2_500;

    private static final String AGENT = "io.github.lastack.agent.";

    /** The packages that hold connections. */
    private static final List<String> OF_CONNECTIONS =
            List.of(AGENT + "registry.", AGENT + "connection.", AGENT + "descriptor.", AGENT + "scan.");

    /** Constants of these classes stay, like those of any class that the JVM has loaded from its class path. */
    private static final Map<String, Long> CONSTANTS = Map.of(
            AGENT + "connection.ConnectAttempt", 1L,
            AGENT + "connection.CloseProgress", 1L,
            AGENT + "connection.Endpoints", 1L,
            AGENT + "connection.stack.CapturedStack", 2L);

    @OnJdks(Jdks.EDGES)
    void attachAndDetach_repeated_leaveNoMoreThanTheFirst(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .busy()
                .withoutAgent()
                .main(Busy.class)
                .args(PAUSE_MILLIS)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            comeAndGo(host, FIRST);
            JvmResources early = atRest(jdk, host, 1);
            host.say("work");
            host.awaitLine("done work", HostJvm.LIMIT);
            comeAndGo(host, ALL - FIRST);
            JvmResources late = atRest(jdk, host, 2);

            assertThat(late.descriptors()).isEqualTo(early.descriptors());
            assertThat(late.threads()).noneMatch(name -> name.startsWith("lastack"));
            assertThat(late.liveThreads()).isEqualTo(early.liveThreads());
            assertThat(late.instancesOf("io.github.lastack.")).isEqualTo(early.instancesOf("io.github.lastack."));
            assertThat(ofConnections(late)).isEqualTo(CONSTANTS);
            assertThat(late.classes() - early.classes()).isLessThan(CLASSES_ANYWAY + (ALL - FIRST) * CLASSES_OF_ONE);
            if (jdk.version() >= METASPACE_IS_TOLD) {
                assertThat(late.metaspace() - early.metaspace()).isLessThan((ALL - FIRST) * METASPACE_OF_ONE);
            }
            assertThat(late.bytesWithout(OF_THE_JVM) - early.bytesWithout(OF_THE_JVM))
                    .as(() -> "more bytes of " + late.bytesMoreThan(early))
                    .isLessThan(HEAP_ANYWAY + (ALL - FIRST) * HEAP_OF_ONE);
            assertThat(host.stdout().stream().filter(line -> line.startsWith("faults")))
                    .as(host::transcript)
                    .containsOnly("faults 0");
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
    }

    /** The collections free old code that nothing keeps; a call of it would end the JVM. */
    @OnJdks(Jdks.EDGES)
    void probe_oldCodeFreed_goesOn(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .busy()
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording")
                .main(Busy.class)
                .args(PAUSE_MILLIS)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            for (int i = 0; i < FEW; i++) {
                AttachIT.attach(host, "probe=1ms");
                JvmResources.collect(host);
                JvmResources.collect(host);
                AttachIT.attach(host, "detach");
            }
            host.say("rest");
            host.awaitLine("faults 0", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    /** JFR may remember the last recording for long. */
    @OnJdks(Jdks.EDGES)
    void detach_afterRecordingEnded_keepsNothing(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .busy()
                .withoutAgent()
                .main(Busy.class)
                .args(PAUSE_MILLIS)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            host.jcmd("JFR.start name=first");
            AttachIT.attach(host, "probe=1ms");
            Thread.sleep(JFR_RUNS_HOOKS_MILLIS);
            assertThat(ofConnections(JvmResources.of(jdk, host))).containsKey(AGENT + "registry.ConnectionRegistry");
            host.jcmd("JFR.stop name=first");
            AttachIT.attach(host, "detach");
            assertThat(ofConnections(atRest(jdk, host, 1))).isEqualTo(CONSTANTS);
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    private static Map<String, Long> ofConnections(JvmResources belongings) {
        Map<String, Long> instances = new TreeMap<>();
        for (String prefix : OF_CONNECTIONS) {
            instances.putAll(belongings.instancesOf(prefix));
        }
        return instances;
    }

    private static void comeAndGo(HostJvm host, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            AttachIT.attach(host, "probe=1ms");
            AttachIT.attach(host, "detach");
            if (i % CYCLES_A_COLLECTION == 0) {
                JvmResources.collect(host);
            }
        }
    }

    /**
     * Waits for rest.
     *
     * @param time which, from 1
     */
    private static JvmResources atRest(TestJdk jdk, HostJvm host, int time) throws Exception {
        host.say("rest " + time);
        host.awaitLine("done rest " + time, HostJvm.LIMIT);
        return JvmResources.of(jdk, host);
    }
}
