// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Feeds {@link TestTimes}, and writes the file that the system property {@code lastack.times} names when the tests have
 * ended. Where {@code lastack.times.all} names a folder, the profile of all modules below it is printed too.
 */
public final class TestTimesListener implements TestExecutionListener {
    private static final Pattern JDK = Pattern.compile("JDK (\\d+)");

    private final Map<String, TestTimes.Running> running = new ConcurrentHashMap<>();
    private final Map<String, OpenClass> classes = new ConcurrentHashMap<>();

    /** A class whose tests run; the time in which none of them does is that of its set-up. */
    private static final class OpenClass {
        private int tests;
        private long aloneSince = System.nanoTime();
        private long alone;

        synchronized void testStarts() {
            if (tests++ == 0) {
                alone += System.nanoTime() - aloneSince;
            }
        }

        synchronized void testEnds() {
            if (--tests == 0) {
                aloneSince = System.nanoTime();
            }
        }

        synchronized long alone() {
            return alone + System.nanoTime() - aloneSince;
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        String name = className(test);
        if (name == null) {
            return;
        }
        if (test.isTest()) {
            classes.computeIfAbsent(name, key -> new OpenClass()).testStarts();
        } else if (isClass(test)) {
            classes.computeIfAbsent(name, key -> new OpenClass());
        } else {
            return;
        }
        running.put(test.getUniqueId(), TestTimes.begin(name, jdk(test), test.isTest()));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        TestTimes.Running ended = running.remove(test.getUniqueId());
        if (ended == null) {
            return;
        }
        String name = className(test);
        if (test.isTest()) {
            TestTimes.end(ended, TestTimes.since(ended));
            classes.get(name).testEnds();
        } else {
            TestTimes.end(ended, classes.remove(name).alone());
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String file = System.getProperty("lastack.times");
        if (file == null) {
            return;
        }
        try {
            TimesReport.write(Path.of(file), System.getProperty("lastack.times.build", ""), TestTimes.totals());
            String all = System.getProperty("lastack.times.all");
            if (all != null) {
                System.out.println(TimesReport.of(files(Path.of(all)), System.getProperty("lastack.times.build", "")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var found = Files.find(
                folder, 4, (path, attributes) -> path.getFileName().toString().matches("test-times-.*\\.tsv"))) {
            return found.sorted().toList();
        }
    }

    private static boolean isClass(TestIdentifier test) {
        return test.getSource().filter(ClassSource.class::isInstance).isPresent();
    }

    private static String className(TestIdentifier test) {
        return test.getSource()
                .map(source -> source instanceof ClassSource type
                        ? type.getClassName()
                        : source instanceof MethodSource method ? method.getClassName() : null)
                .orElse(null);
    }

    private static int jdk(TestIdentifier test) {
        Matcher jdk = JDK.matcher(test.getDisplayName());
        return jdk.find() ? Integer.parseInt(jdk.group(1)) : TestTimes.NO_JDK;
    }
}
