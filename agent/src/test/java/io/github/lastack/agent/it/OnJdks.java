// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test whose first parameter is the {@link TestJdk} that it runs its programs on, and why it runs on those.
 *
 * <pre>{@code
 * @OnJdks(value = Jdks.EVERY, with = "apis")
 * void endOfStreamIsRecorded(TestJdk jdk, String api) {
 *     ...
 * }
 *
 * static Stream<String> apis() {
 *     return Stream.of("Socket", "SocketChannel");
 * }
 * }</pre>
 *
 * <p>{@code mvn verify -Pexhaustive} runs every such test on all JDKs of its range. A test for whose range there is no
 * JDK is skipped, and says so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest(allowZeroInvocations = true)
@ArgumentsSource(JdkMatrix.class)
@ExtendWith(JdkMatrix.class)
public @interface OnJdks {
    /** The reason, and by it the JDKs of the daily run. */
    Jdks value();

    /** The oldest feature release that the test makes sense on. */
    int from() default 8;

    /** The newest feature release that the test makes sense on. */
    int to() default Integer.MAX_VALUE;

    /**
     * A static method of the test class that returns a stream of the other arguments; the test runs with each on each
     * JDK. It may have a parameter, the {@link TestJdk}.
     */
    String with() default "";
}
