// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A site that must be found in a sample. A sample without this annotation is healthy: nothing may be found in it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Expect.All.class)
public @interface Expect {
    String problem();

    String cause();

    /** Class and method of the blamed frame. */
    String blame();

    int connections();

    /** Container of several expectations of one sample. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Expect[] value();
    }
}
