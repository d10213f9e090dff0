// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/** Loads the agent's classes from the bundled jar into this JVM, to check options with the agent's own code. */
final class BundledAgent extends ClassLoader {
    private final Map<String, byte[]> classes = new HashMap<>();

    private BundledAgent(InputStream jarFile) throws IOException {
        super(ClassLoader.getPlatformClassLoader());
        try (JarInputStream jar = new JarInputStream(jarFile)) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                if (entry.getName().endsWith(".class")) {
                    classes.put(entry.getName().replace('/', '.').replaceFirst("\\.class$", ""), jar.readAllBytes());
                }
            }
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] file = classes.get(name);
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, file, 0, file.length);
    }

    /** Returns what is wrong with the options; null if nothing is. */
    static String problemWith(String options) throws InputException {
        try {
            Class<?> agent =
                    new BundledAgent(BundledJar.AGENT.open()).loadClass("io.github.lastack.agent.LastackAgent");
            return (String) agent.getMethod("problemWith", String.class).invoke(null, options);
        } catch (IOException e) {
            throw new InputException(e.getMessage(), e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the bundled agent is not of this build", e);
        }
    }
}
