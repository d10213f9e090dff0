// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.connection.stack.ClassSources;
import java.lang.instrument.Instrumentation;

/** Finds the class whose main was started among the loaded classes. */
final class MainClass implements ClassSources.MainClass {
    private final Instrumentation instrumentation;

    MainClass(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    @Override
    public String name() {
        return ThisJvm.mainClass();
    }

    /** Class.forName would load the class, maybe before other agents are ready for it. */
    @Override
    public Class<?> loaded() {
        String name = name();
        for (Class<?> type : instrumentation.getInitiatedClasses(ClassLoader.getSystemClassLoader())) {
            if (type.getName().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
