// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What fails, with which line, and what does not. */
class NoSocketLeaksIT {
    private static final String PACKAGE = "io.github.lastack.junit.fixture.";
    private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled=true";
    private static final String SAME_TIME = "junit.jupiter.execution.parallel.mode.classes.default=concurrent";
    private static final int TIMES = 25;

    static Stream<Integer> junits() {
        return Stream.of(5, 6);
    }

    @OnJdks(value = Jdks.EDGES, from = 17, with = "junits")
    void testThatLeaves_isFailedWithTheLine(TestJdk jdk, int junit) throws Exception {
        FixtureJvm run = FixtureJvm.run(jdk, junit, List.of(), "LeavesOpen");

        assertLeak(run, "endOfStream()", "close-wait / end-of-stream-ignored", "CLOSE_WAIT");
        assertLeak(run, "leavesOpenAndIsInterrupted()", "close-wait / end-of-stream-ignored", "CLOSE_WAIT");
        assertLeak(run, "reset()", "never-closed / error-ignored", "RESET");
        assertLeak(run, "neverConnected()", "never-closed / never-connected", "NEVER_CONNECTED");
        assertThat(run.of("healthyAndNotToBeOpen()").message())
                .startsWith("LeavesOpen.healthyAndNotToBeOpen() leaks 1 connection: open / ESTABLISHED at")
                .contains("LeavesOpen.java:" + line("LeavesOpen", "OPEN"));
        assertThat(run.of("LeavesOpen").message())
                .contains("LeavesOpen.dropped() leaks 1 connection: never-closed / unreachable at ")
                .contains("LeavesOpen.java:" + line("LeavesOpen", "DROPPED"));
        FixtureJvm.Outcome failing = run.of("endOfStreamInFailingTest()");
        assertThat(failing.isLeak()).isFalse();
        assertThat(failing.failure()).contains("its own failure").last().isEqualTo(SocketLeakError.class.getName());
        assertThat(run.failed())
                .containsExactlyInAnyOrder(
                        "endOfStream()",
                        "endOfStreamInFailingTest()",
                        "leavesOpenAndIsInterrupted()",
                        "reset()",
                        "neverConnected()",
                        "healthyAndNotToBeOpen()",
                        "LeavesOpen");
    }

    private static void assertLeak(FixtureJvm run, String test, String leak, String mark) throws IOException {
        FixtureJvm.Outcome outcome = run.of(test);
        String place = "LeavesOpen.java:" + line("LeavesOpen", mark) + ")";
        assertThat(outcome.isLeak()).as(run.failures()).isTrue();
        assertThat(outcome.message())
                .startsWith("LeavesOpen." + test + " leaks 1 connection: " + leak + " at ")
                .containsPattern("1\\. " + leak)
                .contains("look at   " + PACKAGE)
                .contains(place);
        assertThat(outcome.firstFrame()).endsWith(place);
    }

    /** Returns the number of the line that ends with the mark as a comment. */
    private static int line(String fixture, String mark) throws IOException {
        Path source = Path.of("src/test/java/" + PACKAGE.replace('.', '/') + fixture + ".java");
        List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith("// " + mark)) {
                return i + 1;
            }
        }
        throw new AssertionError(source + " has no // " + mark);
    }

    @OnJdks(value = Jdks.EDGES, from = 17)
    void driverThatLeaksOnDeniedLogin_isCaught(TestJdk jdk) throws Exception {
        FixtureJvm run = FixtureJvm.run(jdk, 5, List.of(), "DeniedLogin");

        FixtureJvm.Outcome outcome = run.of("deniedLogin()");
        assertThat(outcome.isLeak()).as(run.output()).isTrue();
        assertThat(outcome.message())
                .contains("close-wait / end-of-stream-unread")
                .contains("DeniedLogin.java:" + line("DeniedLogin", "LOGIN"))
                .contains("the driver has left");
    }

    @OnJdks(value = Jdks.EDGES, from = 17)
    void cleanTest_aThousandTimes_passes(TestJdk jdk) throws Exception {
        FixtureJvm run = FixtureJvm.run(jdk, 5, List.of(), "CleanThousand");

        assertThat(run.failures()).isEmpty();
        assertThat(run.passed()).isGreaterThan(1_000);
    }

    @OnJdks(value = Jdks.EDGES, from = 17, with = "junits")
    void healthyPoolsInParallel_raiseNoAlarm(TestJdk jdk, int junit) throws Exception {
        FixtureJvm run = FixtureJvm.run(
                jdk,
                junit,
                List.of(),
                PARALLEL,
                SAME_TIME,
                "junit.jupiter.execution.parallel.config.strategy=fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism=4",
                "HealthyPools",
                "HealthyNetty");

        assertThat(run.failures()).isEmpty();
        assertThat(run.passed()).isGreaterThan(9 * TIMES);
    }

    @OnJdks(value = Jdks.ONE, from = 17)
    void staticFixture_isTheClasss(TestJdk jdk) throws Exception {
        FixtureJvm run = FixtureJvm.run(jdk, 6, List.of(), "FixtureLeaks");

        assertThat(run.failed()).containsExactlyInAnyOrder("leaks()", "FixtureLeaks");
        assertThat(run.of("FixtureLeaks").message())
                .startsWith("FixtureLeaks leaks 1 connection: close-wait / end-of-stream-ignored")
                .contains("FixtureLeaks.java:" + line("FixtureLeaks", "FIXTURE"));
        assertThat(run.of("leaks()").message()).startsWith("FixtureLeaks.Inner.leaks() leaks 1 connection");

        FixtureJvm byClass = FixtureJvm.run(jdk, 6, List.of(), "lastack.scope=class", "FixtureLeaks");
        assertThat(byClass.failed()).containsExactlyInAnyOrder("Inner", "FixtureLeaks");
        assertThat(byClass.of("Inner").message()).startsWith("FixtureLeaks.Inner.leaks() leaks 1 connection");
    }

    @OnJdks(value = Jdks.EDGES, from = 17)
    void parallelTests_areToldApartByThreadAndStack_elseTheClassFails(TestJdk jdk) throws Exception {
        FixtureJvm run = FixtureJvm.run(
                jdk,
                5,
                List.of(),
                PARALLEL,
                "junit.jupiter.execution.parallel.config.strategy=fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism=5",
                "AtTheSameTime");

        assertThat(run.failed())
                .as(run.failures())
                .containsExactlyInAnyOrder("leaksOnItsThread()", "leaksOnAnotherThread()", "AtTheSameTime");
        assertThat(run.of("AtTheSameTime").message())
                .startsWith("One of these leaks 1 connection")
                .contains("AtTheSameTime.closes(), AtTheSameTime.leaksOnAnotherThread(),"
                        + " AtTheSameTime.leaksOnItsThread(), AtTheSameTime.leaksWithoutATrace()")
                .contains("Untraceable.call");
    }

    @OnJdks(value = Jdks.ONE, from = 17)
    void agentOfTheCommandLine_isUsedWithItsOptions(TestJdk jdk) throws Exception {
        String agent = "-javaagent:" + System.getProperty("lastack.agent.jar") + "=closewait=10m,probe=off";
        FixtureJvm run = FixtureJvm.run(jdk, 5, List.of(agent, "-XX:+DisableAttachMechanism"), "FixtureLeaks");

        assertThat(run.failed()).as(run.output()).containsExactlyInAnyOrder("leaks()", "FixtureLeaks");
    }

    @OnJdks(value = Jdks.ONE, from = 17)
    void jvmThatForbidsAttaching_failsTheClassAndSaysWhatToDo(TestJdk jdk) throws Exception {
        FixtureJvm run = FixtureJvm.run(jdk, 5, List.of("-XX:+DisableAttachMechanism"), "FixtureLeaks");
        FixtureJvm lenient = FixtureJvm.run(
                jdk, 5, List.of("-XX:+DisableAttachMechanism"), "lastack.required=false", "FixtureLeaks");

        assertThat(run.failed()).containsExactly("FixtureLeaks");
        assertThat(run.of("FixtureLeaks").message())
                .contains("could not be attached to this JVM")
                .contains("-javaagent:lastack-agent.jar=");
        assertThat(lenient.failures()).isEmpty();
        assertThat(lenient.output()).containsOnlyOnce("lastack: the tests are not watched for leaks: ");
    }
}
