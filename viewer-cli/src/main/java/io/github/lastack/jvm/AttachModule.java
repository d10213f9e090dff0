// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;

/** Checks whether this Java runtime has the attach module; custom runtime images may lack it. */
public final class AttachModule {
    private AttachModule() {}

    /**
     * Must be called before any class is loaded that refers to {@code com.sun.tools.attach}.
     *
     * @throws InputException if it cannot
     */
    public static void require() throws InputException {
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            throw new InputException("the Java that runs lastack, " + System.getProperty("java.home")
                    + ", has no module jdk.attach; set JAVA_HOME to a full JDK");
        }
    }
}
