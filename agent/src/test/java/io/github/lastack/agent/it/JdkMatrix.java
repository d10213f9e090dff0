// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Makes the invocations of a test that has {@link OnJdks}.
 *
 * <p>System properties: {@code lastack.exhaustive}, if true, takes every JDK of a test's range, whatever the reason;
 * with {@code lastack.othersOnly} nothing is run again that a run with only the running JDK has run.
 */
final class JdkMatrix implements ArgumentsProvider, ExecutionCondition {
    private static final int RUNNING = Runtime.version().feature();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), OnJdks.class)
                .filter(on -> inRange(on, TestJdks.listed()).isEmpty())
                .map(on -> ConditionEvaluationResult.disabled(wanted(on)))
                .orElse(ConditionEvaluationResult.enabled("a JDK for it is listed"));
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        OnJdks on = AnnotationSupport.findAnnotation(test, OnJdks.class).orElseThrow();
        return selected(on, TestJdks.listed(), RUNNING, Boolean.getBoolean("lastack.exhaustive")).stream()
                .filter(jdk -> !TestJdks.isProven(jdk))
                .flatMap(jdk -> arguments(context.getRequiredTestClass(), on.with(), jdk));
    }

    static List<TestJdk> selected(OnJdks on, List<TestJdk> listed, int running, boolean exhaustive) {
        List<TestJdk> possible = inRange(on, listed);
        return exhaustive ? possible : on.value().among(possible, running);
    }

    static List<TestJdk> inRange(OnJdks on, List<TestJdk> listed) {
        return listed.stream()
                .filter(jdk -> jdk.version() >= on.from() && jdk.version() <= on.to())
                .toList();
    }

    private static String wanted(OnJdks on) {
        String range = on.to() == Integer.MAX_VALUE
                ? "from JDK " + on.from() + " on"
                : "on JDK " + on.from() + " to " + on.to();
        return "runs " + range + ", and LASTACK_TEST_JDKS lists none of these, only "
                + TestJdks.listed().stream().map(TestJdk::toString).collect(Collectors.joining(", "));
    }

    private static Stream<Arguments> arguments(Class<?> test, String with, TestJdk jdk) {
        if (with.isEmpty()) {
            return Stream.of(Arguments.of(jdk));
        }
        Method method = ReflectionSupport.findMethods(
                        test,
                        candidate -> candidate.getName().equals(with),
                        org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(test + " has no method " + with));
        Object[] parameter = method.getParameterCount() == 0 ? new Object[0] : new Object[] {jdk};
        Stream<?> others = (Stream<?>) ReflectionSupport.invokeMethod(method, null, parameter);
        return others.map(other -> Stream.concat(
                                Stream.of(jdk),
                                other instanceof Arguments several ? Stream.of(several.get()) : Stream.of(other))
                        .toArray())
                .map(Arguments::of);
    }
}
