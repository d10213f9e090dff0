// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Lastack's command line, which travels inside this jar. It is not on the class path: it is written to a temporary file
 * that only its owner may read, and its classes are loaded beside those of the tests, not among them.
 */
final class EmbeddedTool {
    private static final String RESOURCE = "lastack.jar";
    private static final String CONNECTIONS = "io.github.lastack.embedded.RecordedConnections";

    private final Path folder;
    private final Path jar;
    private ClassLoader loader; // null until something has to be diagnosed; guarded by this

    private EmbeddedTool(Path folder, Path jar) {
        this.folder = folder;
        this.jar = jar;
    }

    /** Writes the jar to a temporary folder, which is deleted when the JVM exits. */
    static EmbeddedTool extract() throws IOException {
        Path folder = Files.createTempDirectory("lastack-junit-"); // rwx------ where the system has such permissions
        Path jar = folder.resolve(RESOURCE);
        try (InputStream packed = EmbeddedTool.class.getResourceAsStream(RESOURCE)) {
            if (packed == null) {
                throw new IOException(
                        "lastack-junit.jar has no " + RESOURCE + " inside: use the jar that Maven builds");
            }
            Files.copy(packed, jar);
        } finally {
            folder.toFile().deleteOnExit(); // the last to be registered is the first to be deleted
            jar.toFile().deleteOnExit();
        }
        return new EmbeddedTool(folder, jar);
    }

    Path jar() {
        return jar;
    }

    /** Returns a file in the private folder that does not exist yet. The caller deletes it. */
    Path newFile(String name) {
        return folder.resolve(name);
    }

    /**
     * Reads connections of a recording: see {@code RecordedConnections} of the tool.
     *
     * @param droppedAfter those dropped without a close and opened later are read too
     */
    Connections read(Path recording, long[] ids, long droppedAfter) throws IOException {
        try {
            Class<?> type = Class.forName(CONNECTIONS, true, loader());
            return new Connections(type.getConstructor(Path.class, long[].class, long.class)
                    .newInstance(recording, ids, droppedAfter));
        } catch (ReflectiveOperationException e) {
            throw failure(e);
        }
    }

    private synchronized ClassLoader loader() throws IOException {
        if (loader == null) {
            loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        }
        return loader;
    }

    private static IOException failure(ReflectiveOperationException e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        if (cause instanceof Error fatal) {
            throw fatal;
        }
        return cause instanceof IOException known
                ? known
                : new IOException("the recording was not read: " + cause, cause);
    }

    /** Connections that were read. */
    static final class Connections {
        private final Object read;

        private Connections(Object read) {
            this.read = read;
        }

        /** Returns the stack of each connection's opening, by number, the innermost frame first. */
        @SuppressWarnings("unchecked")
        Map<Long, List<String>> opened() throws IOException {
            return (Map<Long, List<String>>) call("opened", new Class<?>[0]);
        }

        @SuppressWarnings("unchecked")
        List<Site> sites(long[] ids) throws IOException {
            return ((List<Map<String, Object>>) call("sites", new Class<?>[] {long[].class}, ids))
                    .stream().map(Site::new).toList();
        }

        private Object call(String method, Class<?>[] types, Object... arguments) throws IOException {
            try {
                return read.getClass().getMethod(method, types).invoke(read, arguments);
            } catch (ReflectiveOperationException e) {
                throw failure(e);
            }
        }
    }

    /** A place in the code that leaks. */
    record Site(String leak, String blame, List<String> stack, String text) {
        @SuppressWarnings("unchecked")
        Site(Map<String, Object> members) {
            this(
                    (String) members.get("leak"),
                    (String) members.get("blame"),
                    (List<String>) members.get("stack"),
                    (String) members.get("text"));
        }
    }
}
