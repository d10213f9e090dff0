// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The Maven group and the version that an archive names as its own. Immutable; opens and closes files when it is
 * created.
 */
final class ArchiveContents {
    static final ArchiveContents UNKNOWN = new ArchiveContents();

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String MAVEN = "META-INF/maven/";

    /** The most bytes of an archive inside another that are read: it has no directory and is read from end to end. */
    private static final long NESTED_AT_MOST = 32 << 20;

    /** The Maven group; null if the archive does not say. */
    final String group;

    final String version;

    private ArchiveContents() {
        this(null, "");
    }

    private ArchiveContents(String group, String version) {
        this.group = group;
        this.version = version;
    }

    /**
     * Reads an archive.
     *
     * @param path of an archive, of one inside another, or of a directory with the layout of an archive
     */
    static ArchiveContents read(String path) {
        try {
            for (int end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
                String outer = path.substring(0, end);
                if (CodeLocation.isArchive(outer) && new File(outer).isFile()) {
                    return nested(new File(outer), path.substring(end + 1));
                }
            }
            File file = new File(path);
            return file.isDirectory() ? folder(file) : file.isFile() ? plain(file) : UNKNOWN;
        } catch (IOException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    private static ArchiveContents plain(File file) throws IOException {
        try (ZipFile zip = new ZipFile(file)) {
            Found found = new Found(file.getName());
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                found.entry(entries.nextElement().getName());
            }
            ZipEntry manifest = zip.getEntry(MANIFEST);
            if (manifest != null) {
                try (InputStream in = zip.getInputStream(manifest)) {
                    found.manifest(in);
                }
            }
            return found.contents();
        }
    }

    private static ArchiveContents nested(File outer, String inner) throws IOException {
        try (ZipFile zip = new ZipFile(outer)) {
            ZipEntry archive = zip.getEntry(inner);
            if (archive == null || archive.isDirectory() || archive.getSize() > NESTED_AT_MOST) {
                return UNKNOWN;
            }
            Found found = new Found(inner.substring(inner.lastIndexOf('/') + 1));
            try (ZipInputStream in = new ZipInputStream(new BufferedInputStream(zip.getInputStream(archive)))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    found.entry(entry.getName());
                    if (entry.getName().equals(MANIFEST)) {
                        found.manifest(in);
                    }
                }
            }
            return found.contents();
        }
    }

    private static ArchiveContents folder(File folder) {
        Found found = new Found(folder.getName());
        File maven = new File(folder, MAVEN);
        String[] groups = maven.list();
        for (String group : groups == null ? new String[0] : groups) {
            String[] artifacts = new File(maven, group).list();
            for (String artifact : artifacts == null ? new String[0] : artifacts) {
                found.entry(MAVEN + group + '/' + artifact + "/pom.xml");
            }
        }
        return found.contents();
    }

    /** The entries found so far. */
    private static final class Found {
        private final String file;
        private final List<String> groups = new ArrayList<>();
        private String own;
        private String version = "";

        Found(String file) {
            this.file = file;
        }

        void entry(String name) {
            String[] parts = name.startsWith(MAVEN) ? name.split("/") : new String[0];
            if (parts.length < 5) {
                return;
            }
            if (!groups.contains(parts[2])) {
                groups.add(parts[2]);
            }
            if (file.startsWith(parts[3] + '-') || file.startsWith(parts[3] + '.')) {
                own = parts[2];
            }
        }

        void manifest(InputStream in) throws IOException {
            String implementation =
                    new Manifest(in).getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            version = implementation == null ? "" : implementation;
        }

        /**
         * Returns the contents. If other artifacts were shaded into the archive, its own is the one that it is named
         * after.
         */
        ArchiveContents contents() {
            return new ArchiveContents(own == null && groups.size() == 1 ? groups.get(0) : own, version);
        }
    }
}
