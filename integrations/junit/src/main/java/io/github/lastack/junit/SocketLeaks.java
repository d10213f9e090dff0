// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Registers {@link NoSocketLeaks} with settings other than the default. They hold for the class or method and for what
 * is nested in it, and the configuration parameters of the same names are not looked at there.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith(NoSocketLeaks.class)
public @interface SocketLeaks {
    /** Returns when to look for leaks. */
    Scope scope() default Scope.TEST;

    /** Returns whether every connection that is left open is a leak, healthy ones too. */
    boolean open() default false;

    /** Returns how long a connection may take to be closed after the end of its test or class: {@code 500ms, 2s}. */
    String patience() default LeakSettings.PATIENCE;

    /**
     * Returns whether a garbage collection is asked for after a class that has left connections open, so that those are
     * found whose object was dropped without a close.
     */
    boolean collect() default true;

    /** When leaks are looked for. */
    enum Scope {
        /** After each test, and for what belongs to no test after the class. */
        TEST,
        /** After the class only. */
        CLASS
    }
}
