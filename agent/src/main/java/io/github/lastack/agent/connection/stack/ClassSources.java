// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import io.github.lastack.events.SocketEvents;
import io.github.lastack.frame.FrameKind;
import java.net.URL;
import java.security.AccessController;
import java.security.CodeSource;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the classes in stacks were loaded from, and whether the application comes from there too. Thread-safe.
 *
 * <p>Keeps texts only, so no class, loader or domain stays alive. Archives are read by the agent's own thread only.
 * Bounded: classes beyond {@link #LIMIT} are not known.
 */
public final class ClassSources {

    /* Whether a class is the application's:
     *
     * 1. It is in BOOT-INF/classes, in WEB-INF/classes, in a directory, or in the main class's archive.
     * 2. Its archive has the same Maven group: as the archive around it, else as the main class's.
     * 3. It is not if both groups are known and differ.
     * 4. Where a group is not known it is not either, unless the class's name begins as the main class's does.
     *
     * All else is not known: an archive of a web application, whose main class is a server, or no main class.
     */

    /** The application's main class, as asked for by the agent's own thread. */
    public interface MainClass {
        /** Returns the name; empty where the JVM does not tell. */
        String name();

        /** Returns the class; null while it is not loaded, or if its loader is not known. Must not load it. */
        Class<?> loaded();
    }

    /** The thread that calls {@link #lookUp}. */
    public interface Reader {
        /** Asks for a {@link #lookUp} at once; false where the thread cannot be waited for. */
        boolean lookNow();
    }

    private static final int LIMIT = 20_000;
    private static final int MAX_ARCHIVES = 5_000;
    private static final long WAIT_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Map<String, Known> types = new ConcurrentHashMap<>();
    /** The archives, by the location as the loader writes it. */
    private final Map<String, Archive> archives = new ConcurrentHashMap<>();

    private final MainClass main;
    private volatile boolean news;
    private volatile Reader reader; // null while there is none
    private volatile String mainName = "";
    private volatile Archive mainArchive; // null while not known

    public ClassSources(MainClass main) {
        this.main = main;
    }

    /**
     * Sets the reader.
     *
     * @param by the thread that calls {@link #lookUp}
     */
    public void reader(Reader by) {
        reader = by;
    }

    /**
     * Remembers the classes of a stack.
     *
     * @param classes frame by frame
     * @param stack the elements, frame by frame
     */
    void meet(List<Class<?>> classes, StackTraceElement[] stack) {
        for (int i = 0; i < classes.size(); i++) {
            Class<?> type = classes.get(i);
            String name = type.getName();
            if (!types.containsKey(name) && isOfInterest(name) && types.size() < LIMIT) {
                types.put(name, new Known(archiveOf(type), sourceFile(type, i, stack)));
            }
        }
    }

    private static boolean isOfInterest(String type) {
        boolean generated = type.contains("$$Lambda") || type.indexOf('/') >= 0;
        return !generated && !CodeNames.areOwn(type) && !CodeNames.areOfTheJdk(type);
    }

    private static String sourceFile(Class<?> type, int frame, StackTraceElement[] stack) {
        boolean same = frame < stack.length && stack[frame].getClassName().equals(type.getName());
        String file = same ? stack[frame].getFileName() : null;
        return file == null ? "" : file;
    }

    /** Returns the archive of a class; {@link Archive#NONE} where it is not known. */
    private Archive archiveOf(Class<?> type) {
        String url = urlOf(type);
        if (url == null) {
            return Archive.NONE;
        }
        Archive known = archives.get(url);
        if (known != null || archives.size() >= MAX_ARCHIVES) {
            return known == null ? Archive.NONE : known;
        }
        CodeLocation location = CodeLocation.of(url);
        Archive archive = location == null ? Archive.NONE : new Archive(location);
        Archive first = archives.putIfAbsent(url, archive);
        news = true;
        return first == null ? archive : first;
    }

    /**
     * Returns the location of a class. Calls no code of the application: the text of a URL would be made by its
     * handler, which may be anybody's.
     */
    private static String urlOf(Class<?> type) {
        try {
            CodeSource source = domainOf(type).getCodeSource();
            URL url = source == null ? null : source.getLocation();
            return url == null ? null : url.getProtocol() + ':' + url.getPath();
        } catch (SecurityException | LinkageError e) {
            return null;
        }
    }

    private static ProtectionDomain domainOf(Class<?> type) {
        try {
            return type.getProtectionDomain();
        } catch (SecurityException applicationMayNot) {
            return AccessController.doPrivileged(new DomainOf(type));
        }
    }

    /** Reads the archives that are new since the last call. Only the agent's own thread may call it. */
    public void lookUp() {
        if (!news) {
            return;
        }
        news = false;
        try {
            findMain();
        } finally {
            for (Archive archive : archives.values()) {
                archive.lookUp();
            }
        }
    }

    private void findMain() {
        if (mainName.isEmpty()) {
            mainName = main.name();
        }
        if (mainArchive != null || mainName.isEmpty()) {
            return;
        }
        Known met = types.get(mainName);
        Class<?> loaded = met == null ? main.loaded() : null;
        Archive archive = met != null ? met.archive : loaded == null ? Archive.NONE : archiveOf(loaded);
        if (archive != Archive.NONE) {
            mainArchive = archive;
        }
    }

    /** Returns the name of the application's main class; empty where the JVM does not tell. */
    public String mainClass() {
        return mainName.isEmpty() ? main.name() : mainName;
    }

    /** Returns where the classes known so far came from. */
    public FrameKind.Origins origins() {
        Map<String, OriginLookup.KnownOrigin> origins = new HashMap<>();
        for (Map.Entry<String, Known> type : types.entrySet()) {
            Archive archive = type.getValue().archive;
            if (archive != Archive.NONE) {
                Boolean application = isApplication(type.getKey(), archive);
                origins.put(type.getKey(), new OriginLookup.KnownOrigin(archive.name(), application));
            }
        }
        return new OriginLookup(origins);
    }

    /** Waits, at most {@link #WAIT_LIMIT_NANOS}, for the archives that were not read yet. */
    public void settle() {
        Reader by = reader;
        if (isLookedUp() || by == null || !by.lookNow()) {
            return;
        }
        long begin = System.nanoTime();
        while (!isLookedUp() && System.nanoTime() - begin < WAIT_LIMIT_NANOS) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(this, STEP_NANOS);
        }
    }

    private boolean isLookedUp() {
        for (Archive archive : archives.values()) {
            if (archive.contents == null) {
                return false;
            }
        }
        return true;
    }

    /** Commits what is known of a class. */
    void record(String type) {
        SocketEvents.ClassOrigin origin = of(type);
        if (origin != null) {
            SocketEvents.classOrigin(origin);
        }
    }

    /** Returns what is known of a class; null if nothing. */
    SocketEvents.ClassOrigin of(String type) {
        Known known = types.get(type);
        if (known == null || known.archive == Archive.NONE && known.sourceFile.isEmpty()) {
            return null;
        }
        SocketEvents.ClassOrigin origin = new SocketEvents.ClassOrigin();
        origin.type = type;
        origin.sourceFile = known.sourceFile;
        origin.archive = known.archive.name();
        origin.version = known.archive.version();
        origin.application = isApplication(type, known.archive);
        return origin;
    }

    /** Returns whether a class is the application's; null where that is not known. */
    private Boolean isApplication(String type, Archive archive) {
        if (archive == Archive.NONE) {
            return null;
        }
        Archive of = mainArchive;
        if (archive.location.kind != CodeLocation.Kind.JAR || archive == of) {
            return true;
        }
        if (archive.contents == null || archive.location.container == null && of == null) {
            return null;
        }
        String home = archive.location.container == null ? of.homeGroup : archive.homeGroup;
        String group = archive.contents.group;
        if (home != null && group != null) {
            return home.equals(group);
        }
        boolean comparable = !archive.isOfWebApplication() && !mainName.isEmpty();
        return !comparable || beginsAlike(type, mainName) ? null : Boolean.FALSE;
    }

    /** Returns whether the first two names of their packages are the same. */
    private static boolean beginsAlike(String type, String main) {
        int first = main.indexOf('.');
        int second = main.indexOf('.', first + 1);
        return first > 0 && type.startsWith(main.substring(0, (second < 0 ? first : second) + 1));
    }

    private static final class DomainOf implements PrivilegedAction<ProtectionDomain> {
        private final Class<?> type;

        DomainOf(Class<?> type) {
            this.type = type;
        }

        @Override
        public ProtectionDomain run() {
            return type.getProtectionDomain();
        }
    }

    private static final class Known {
        final Archive archive;
        final String sourceFile;

        Known(Archive archive, String sourceFile) {
            this.archive = archive;
            this.sourceFile = sourceFile;
        }
    }

    private static final class Archive {
        static final Archive NONE = new Archive(null);

        final CodeLocation location; // null for none
        /** The Maven group of the archive around it, else its own. Written before {@link #contents}. */
        volatile String homeGroup;
        /** What the archive says; null until it was read. */
        volatile ArchiveContents contents;

        Archive(CodeLocation location) {
            this.location = location;
            this.contents = location == null ? ArchiveContents.UNKNOWN : null;
        }

        void lookUp() {
            if (contents != null) {
                return;
            }
            ArchiveContents own = ArchiveContents.UNKNOWN;
            try {
                if (location.isLocal && location.kind == CodeLocation.Kind.JAR) {
                    own = ArchiveContents.read(location.path);
                }
                homeGroup = location.container == null ? own.group : groupOf(location);
            } finally {
                contents = own; // once, whatever fails: the end of a chunk waits for it
            }
        }

        private static String groupOf(CodeLocation inside) {
            return inside.isLocal ? ArchiveContents.read(inside.container).group : null;
        }

        String name() {
            return location == null ? "" : location.name;
        }

        String version() {
            ArchiveContents read = contents;
            return read == null ? "" : read.version;
        }

        boolean isOfWebApplication() {
            return location.name.startsWith("WEB-INF/");
        }
    }
}
