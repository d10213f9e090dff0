// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventType;

/** The choice of JDKs for a test, by its reason and its range. */
class JdkMatrixTest {
    private static final List<TestJdk> ALL = jdks(8, 11, 17, 21, 25, 27);

    @Test
    void everyJdk_isAllOfTheRange() {
        assertThat(versions("every", ALL, 17, false)).containsExactly(8, 11, 17, 21, 25, 27);
        assertThat(versions("everyFrom13To21", ALL, 17, false)).containsExactly(17, 21);
    }

    @Test
    void edges_areTheOldestTheToolsOldestAndTheNewest() {
        assertThat(versions("edges", ALL, 17, false)).containsExactly(8, 17, 27);
        assertThat(versions("edges", jdks(11, 21, 25), 21, false)).containsExactly(11, 21, 25);
        assertThat(versions("edges", jdks(8, 11), 17, false)).containsExactly(8, 11);
        assertThat(versions("edges", jdks(25), 25, false)).containsExactly(25);
    }

    @Test
    void oneJdk_isTheRunningOneOrElseTheNewest() {
        assertThat(versions("one", ALL, 17, false)).containsExactly(17);
        assertThat(versions("one", jdks(8, 11), 17, false)).containsExactly(11);
        assertThat(versions("oneFrom21", ALL, 17, false)).containsExactly(27);
    }

    @Test
    void exhaustiveRun_takesAllOfTheRange() {
        assertThat(versions("edges", ALL, 17, true)).containsExactly(8, 11, 17, 21, 25, 27);
        assertThat(versions("oneFrom21", ALL, 17, true)).containsExactly(21, 25, 27);
    }

    @Test
    void jdkOfNoRange_leavesNone() {
        assertThat(versions("oneFrom21", jdks(8, 17), 17, true)).isEmpty();
    }

    @Test
    void testWithoutItsJdk_isSkippedWithTheReason() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Cases.class))
                .execute()
                .allEvents()
                .assertThatEvents()
                .filteredOn(event -> event.getType() == EventType.SKIPPED)
                .singleElement()
                .satisfies(event -> assertThat(event.getRequiredPayload(String.class))
                        .startsWith("runs from JDK 999 on, and LASTACK_TEST_JDKS lists none of these, only JDK "));
    }

    @Test
    void otherArguments_comeWithEachJdk() {
        long listed = TestJdks.listed().size();
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Cases.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(2 * listed));
    }

    private static List<Integer> versions(String method, List<TestJdk> listed, int running, boolean exhaustive) {
        try {
            OnJdks on = Reasons.class.getDeclaredMethod(method).getAnnotation(OnJdks.class);
            return JdkMatrix.selected(on, listed, running, exhaustive).stream()
                    .map(TestJdk::version)
                    .toList();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static List<TestJdk> jdks(int... versions) {
        return java.util.Arrays.stream(versions)
                .mapToObj(version -> new TestJdk(version, Path.of("/jdk-" + version)))
                .toList();
    }

    /** Never run; the reasons are read. */
    private interface Reasons {
        @OnJdks(Jdks.EVERY)
        void every();

        @OnJdks(value = Jdks.EVERY, from = 13, to = 21)
        void everyFrom13To21();

        @OnJdks(Jdks.EDGES)
        void edges();

        @OnJdks(Jdks.ONE)
        void one();

        @OnJdks(value = Jdks.ONE, from = 21)
        void oneFrom21();
    }

    /** Run by the test alone: its name is that of no test. */
    static class Cases {
        @OnJdks(value = Jdks.ONE, from = 999)
        void needsAJdkThatIsNotThere(TestJdk jdk) {
            throw new AssertionError(jdk);
        }

        @OnJdks(value = Jdks.EVERY, with = "pairs")
        void pairs(TestJdk jdk, String name, int number) {
            assertThat(jdk.toString() + name + number).isNotEmpty();
        }

        static Stream<Arguments> pairs(TestJdk jdk) {
            return Stream.of(Arguments.of(jdk.toString(), jdk.version()), Arguments.of("other", 1));
        }
    }
}
