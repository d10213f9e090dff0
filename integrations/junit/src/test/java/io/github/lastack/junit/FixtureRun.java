// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes as Surefire and Gradle do, by the launcher of the JUnit on the class path, and prints a line for
 * each test and class: the class's simple name and the display name, the status, and in Base64 the failure's type,
 * message, first frame and the types of what is suppressed. Arguments with {@code =} are configuration parameters.
 */
public final class FixtureRun {
    private FixtureRun() {}

    public static void main(String[] args) {
        Map<String, String> parameters = Arrays.stream(args)
                .filter(arg -> arg.contains("="))
                .collect(Collectors.toMap(arg -> arg.split("=", 2)[0], arg -> arg.split("=", 2)[1]));
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request().configurationParameters(parameters);
        for (String arg : args) {
            if (!arg.contains("=")) {
                request.selectors(selectClass("io.github.lastack.junit.fixture." + arg));
            }
        }
        LauncherFactory.create().execute(request.build(), new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                List<String> failure = new ArrayList<>();
                result.getThrowable().ifPresent(thrown -> {
                    failure.add(thrown.getClass().getName());
                    failure.add(String.valueOf(thrown.getMessage()));
                    failure.add(thrown.getStackTrace().length == 0 ? "" : thrown.getStackTrace()[0].toString());
                    for (Throwable suppressed : thrown.getSuppressed()) {
                        failure.add(suppressed.getClass().getName());
                    }
                });
                String encoded = failure.stream()
                        .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                        .collect(Collectors.joining(" "));
                synchronized (System.out) {
                    System.out.println("RESULT\t" + test.getDisplayName() + "\t" + result.getStatus() + "\t" + encoded);
                }
            }
        });
        System.exit(0); // whatever threads the fixtures have left
    }
}
