// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads entries of the jar that the agent was loaded from. A class loader asked for a resource would first look into
 * the JDK's image, and then open the jar by its URL: 45 more classes before main, and a jar that stays open.
 */
public final class AgentJar {
    private AgentJar() {}

    /**
     * Returns the bytes of an entry.
     *
     * @throws IOException if there is no such entry, or no such jar
     */
    public static byte[] bytesOf(String entry) throws IOException {
        try (ZipFile jar = new ZipFile(file())) {
            ZipEntry found = jar.getEntry(entry);
            if (found == null) {
                throw new IOException(entry + " is missing from the agent's jar");
            }
            try (InputStream in = jar.getInputStream(found)) {
                return bytesOf(in);
            }
        }
    }

    /** Returns all that is left to read; Java 8 has no {@code readAllBytes}. */
    public static byte[] bytesOf(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes.write(buffer, 0, n);
        }
        return bytes.toByteArray();
    }

    private static File file() throws IOException {
        CodeSource source = AgentJar.class.getProtectionDomain().getCodeSource();
        try {
            return new File(source.getLocation().toURI());
        } catch (NullPointerException | URISyntaxException | IllegalArgumentException noFile) {
            throw new IOException("the agent was not loaded from a jar", noFile);
        }
    }
}
