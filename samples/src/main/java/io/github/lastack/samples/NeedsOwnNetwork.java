// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a sample that needs a network of its own, in which it drops segments. In any other network the sample changes
 * nothing and prints how to run it.
 *
 * <pre>
 * unshare -Urn java -javaagent:lastack-agent.jar=record=s19.jfr,closewait=1s -cp lastack-samples.jar ...
 * </pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NeedsOwnNetwork {}
