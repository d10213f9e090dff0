// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import java.io.File;
import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** The description of this JVM for the recording. */
final class ThisJvm {
    private static final long SINCE = System.currentTimeMillis();
    private static final String PROCESS_ID = readProcessId();
    private static final String INSTANCE = PROCESS_ID + '@' + SINCE;

    private ThisJvm() {}

    /** Returns a name that is in no other JVM's recordings. */
    static String instance() {
        return INSTANCE;
    }

    /** Returns when the agent was started, in ms since the epoch: with the JVM, unless it was attached later. */
    static long since() {
        return SINCE;
    }

    static String processId() {
        return PROCESS_ID;
    }

    static String agentVersion() {
        String version = ThisJvm.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /**
     * Returns the class whose main was started, also for {@code -jar}; empty where the JVM does not tell. Spring Boot's
     * launcher names the application's own class in the manifest.
     */
    static String mainClass() {
        String command = System.getProperty("sun.java.command", "");
        if (!command.contains(".jar")) {
            String started = command.split(" ", 2)[0];
            return started.substring(started.lastIndexOf('/') + 1);
        }
        File jar = new File(command.substring(0, command.indexOf(".jar") + 4));
        try (JarFile file = new JarFile(jar)) {
            Attributes manifest = file.getManifest().getMainAttributes();
            String started = manifest.getValue("Start-Class");
            String main = started == null ? manifest.getValue(Attributes.Name.MAIN_CLASS) : started;
            return main == null ? "" : main;
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** Java 8 has no ProcessHandle, and management beans must not be loaded before main. */
    private static String readProcessId() {
        try {
            return new File("/proc/self").getCanonicalFile().getName();
        } catch (IOException e) {
            return "?";
        }
    }
}
