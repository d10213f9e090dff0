// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/** Brings the bootstrap part out of the nested jar into the bootstrap loader, once in a JVM's life. */
final class BootPart {
    private static final String JAR = "lastack-boot.jar";
    private static final String HOOKS = "io.github.lastack.boot.SocketHooks";

    private BootPart() {}

    static void load(JdkInternals jdk) throws ReflectiveOperationException, IOException {
        if (isLoaded()) {
            return;
        }
        for (byte[] classFile : classFiles()) {
            jdk.defineInBootLoader(classFile);
        }
    }

    private static boolean isLoaded() {
        try {
            Class.forName(HOOKS, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static List<byte[]> classFiles() throws IOException {
        List<byte[]> files = new ArrayList<>();
        InputStream nested = BootPart.class.getResourceAsStream(JAR);
        if (nested == null) {
            throw new IOException(JAR + " is missing from the agent's jar");
        }
        try (JarInputStream jar = new JarInputStream(nested)) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("package-info.class")) {
                    files.add(JdkInternals.bytesOf(jar));
                }
            }
        }
        return files;
    }
}
