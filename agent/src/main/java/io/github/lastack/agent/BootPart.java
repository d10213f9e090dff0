// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.AgentJar;
import io.github.lastack.agent.jdk.JdkInternals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Defines the classes of the bootstrap part, from the nested jar, in the bootstrap loader. Done once in the life of a
 * JVM.
 */
final class BootPart {
    private static final String JAR = "io/github/lastack/agent/lastack-boot.jar";
    private static final String FOLDER = "io/github/lastack/boot/";
    private static final String HOOKS = "io.github.lastack.boot.SocketHooks";

    /**
     * In the order of definition: a class follows what it extends or implements, and the hooks come last, since woven
     * code needs all of the others.
     */
    static final String[] CLASSES = {"SocketListener", "NoListener", "ErrorBudget", "SocketHooks"};

    private BootPart() {}

    static void load(JdkInternals jdk) throws ReflectiveOperationException, IOException {
        if (isLoaded()) {
            return;
        }
        Map<String, byte[]> classFiles = classFiles();
        List<byte[]> inOrder = new ArrayList<>();
        for (String name : CLASSES) {
            inOrder.add(classFiles.get(FOLDER + name + ".class"));
        }
        jdk.defineInBootLoader(inOrder);
        // initialized here, since a hook may have too little memory or stack for it
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
        try (ZipInputStream jar = new ZipInputStream(new ByteArrayInputStream(AgentJar.bytesOf(JAR)))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                files.put(entry.getName(), AgentJar.bytesOf(jar));
            }
        }
        return files;
    }
}
