// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;

/** Has used the JDK's sockets in every way, and initialized the classes that it is given, and does nothing any more. */
public final class Steady {
    private Steady() {}

    public static void main(String[] classes) throws Exception {
        EveryHook.main(new String[0]);
        for (String name : classes) {
            initialize(name);
        }
        System.out.println("ready");
        awaitEndOfStdin();
    }

    private static void initialize(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException ofOtherJdks) {
            System.out.println("no " + name);
        }
    }

    private static void awaitEndOfStdin() throws IOException {
        while (System.in.read() >= 0) {
            Thread.yield();
        }
    }
}
