// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that records events of its own JVM, which has one Flight Recorder: no other such class runs meanwhile.
 */
@ResourceLock("jdk.jfr")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface UsesFlightRecorder {}
