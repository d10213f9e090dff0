// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/** Brings the bootstrap part out of the nested jar into the bootstrap loader, once in a JVM's life. */
final class BootPart {
    private static final String JAR = "lastack-boot.jar";
    private static final String FOLDER = "io/github/lastack/boot/";
    private static final String HOOKS = "io.github.lastack.boot.SocketHooks";

    /** A class comes after what it extends or implements, and the hooks last: once they are there, everything is. */
    static final String[] CLASSES = {"SocketListener", "NoListener", "ErrorBudget", "SocketHooks"};

    private BootPart() {}

    static void load(JdkInternals jdk) throws ReflectiveOperationException, IOException {
        if (isLoaded()) {
            return;
        }
        Map<String, byte[]> classFiles = classFiles();
        for (String name : CLASSES) {
            jdk.defineInBootLoader(classFiles.get(FOLDER + name + ".class"));
        }
        // Here, since in a hook there may be too little memory or stack for it.
        Class.forName(HOOKS, true, null);
    }

    private static boolean isLoaded() {
        try {
            Class.forName(HOOKS, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Map<String, byte[]> classFiles() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        InputStream nested = BootPart.class.getResourceAsStream(JAR);
        if (nested == null) {
            throw new IOException(JAR + " is missing from the agent's jar");
        }
        try (JarInputStream jar = new JarInputStream(nested)) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                files.put(entry.getName(), JdkInternals.bytesOf(jar));
            }
        }
        return files;
    }
}
