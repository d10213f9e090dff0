// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The sample shows what it shows in a network of its own only, which it has lose segments; in any other it says how to run
 * it, and touches nothing.
 *
 * <pre>
 * unshare -Urn java -javaagent:lastack-agent.jar=record=s19.jfr,closewait=1s -cp lastack-samples.jar ...
 * </pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InOwnNetwork {}
