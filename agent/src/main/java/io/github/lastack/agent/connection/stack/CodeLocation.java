// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a class loader says that a class came from, read without opening a file. Immutable. */
final class CodeLocation {
    enum Kind {
        /** Classes that are the own part of a Spring Boot archive or web application. */
        CLASSES,
        FOLDER,
        JAR
    }

    private static final String[] ARCHIVES = {".jar", ".war", ".ear", ".zip", ".rar", ".sar"};
    private static final Pattern LOCAL = Pattern.compile("(jar:)?(war:)?(file|nested):");
    private static final String[] CONTAINED = {"/BOOT-INF/", "/WEB-INF/"};

    /** The name to show, which reveals nothing of the path. */
    final String name;

    final Kind kind;
    /** The path. Slashes also separate an archive from what is inside it. */
    final String path;
    /** Path of the archive or directory whose {@code BOOT-INF} or {@code WEB-INF} contains it; null where none does. */
    final String container;

    /** True if the path is on this machine. */
    final boolean isLocal;

    private CodeLocation(String name, Kind kind, String path, String container, boolean isLocal) {
        this.name = name;
        this.kind = kind;
        this.path = path;
        this.container = container;
        this.isLocal = isLocal;
    }

    /**
     * Reads a location.
     *
     * @param url as text, in any of the forms in which loaders write a location inside another
     * @return null for the JDK, and for what names neither an archive nor a directory
     */
    static CodeLocation of(String url) {
        int root = url.indexOf('/');
        if (root < 0 || url.startsWith("jrt:")) {
            return null;
        }
        String path = withoutMarks(decoded(url.substring(root)));
        boolean folder = path.endsWith("/");
        String whole = folder ? path.substring(0, path.length() - 1) : path;
        String last = whole.substring(whole.lastIndexOf('/') + 1);
        boolean archive = isArchive(last);
        boolean isLocal = LOCAL.matcher(url).lookingAt();
        if (last.isEmpty() || !archive && !folder) {
            return null;
        }
        for (String contained : CONTAINED) {
            int at = (whole + '/').lastIndexOf(contained);
            if (at >= 0) {
                return in(whole, at, archive, isLocal);
            }
        }
        return archive
                ? new CodeLocation(last, Kind.JAR, whole, null, isLocal)
                : new CodeLocation(last + '/', Kind.FOLDER, whole, null, isLocal);
    }

    private static CodeLocation in(String whole, int container, boolean archive, boolean isLocal) {
        String[] inner = whole.substring(container + 1).split("/");
        String last = inner[inner.length - 1];
        String part = inner[0] + '/' + (inner.length > 1 ? inner[1] : "");
        String name = archive && inner.length > 2 ? part + '/' + last : part;
        return new CodeLocation(name, archive ? Kind.JAR : Kind.CLASSES, whole, whole.substring(0, container), isLocal);
    }

    /**
     * Removes the marks that stand for "inside": Spring Boot's {@code /!}, the JDK's {@code !/}, Tomcat's star and
     * caret.
     */
    private static String withoutMarks(String path) {
        String plain =
                path.replace("/!", "/").replace("!/", "/").replace("*/", "/").replace("^/", "/");
        while (plain.contains("//")) {
            plain = plain.replace("//", "/");
        }
        return plain;
    }

    private static String decoded(String path) {
        try {
            String plain = new URI("file:" + path).getPath();
            return plain == null ? path : plain;
        } catch (URISyntaxException asItIs) {
            return path;
        }
    }

    static boolean isArchive(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String ending : ARCHIVES) {
            if (lower.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }
}
