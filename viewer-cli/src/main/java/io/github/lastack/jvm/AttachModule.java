// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;

/** Whether this Java can attach at all: some are put together without that. */
public final class AttachModule {
    private AttachModule() {}

    /**
     * To be called before any class is touched that names a type of {@code com.sun.tools.attach}.
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
