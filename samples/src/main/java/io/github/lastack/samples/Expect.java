// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The leak site that must be found in this sample; a sample without one is healthy, and nothing may be found. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Expect.All.class)
public @interface Expect {
    String problem();

    String cause();

    /** Class and method of the frame to look at first. */
    String blame();

    int connections();

    /** Holds several expectations of one sample. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Expect[] value();
    }
}
