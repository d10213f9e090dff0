// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.recording;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The file that a recording is written to when it ends. It is created when the recording starts and kept open until the
 * end, so two JVMs with the same name for it do not write to one file, and a recording of another JVM is never
 * overwritten.
 *
 * <p>Whether another process has an empty file open is looked up in /proc. Without /proc, or if that process is another
 * user's or in another container, the file is taken to be free. For one thread.
 */
public final class RecordFile {
    /** Name of the file where only a directory is given. */
    private static final String DEFAULT_NAME = "lastack-%h-%p-%t.jfr";

    private static final String SUFFIX = ".jfr";

    /** Environment variables that give their options to every JVM that is started. */
    private static final String[] VARIABLES = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** The JVM that records: its process id, and when it was started, in ms since the epoch. */
    static final class Jvm {
        private final String processId;
        private final long since;

        Jvm(String processId, long since) {
            this.processId = processId;
            this.since = since;
        }
    }

    private final Path path;
    private final String note;
    private final FileChannel channel; // null for what is no regular file

    private RecordFile(Path path, FileChannel channel, String note) {
        this.path = path;
        this.channel = channel;
        this.note = note;
    }

    /**
     * Checks the placeholders of a name.
     *
     * @return what is wrong, as the end of a sentence that begins with "option 'record' takes"; null if nothing is
     */
    public static String problemWith(String pattern) {
        for (int i = pattern.indexOf('%'); i >= 0; i = pattern.indexOf('%', i + 2)) {
            String placeholder = pattern.substring(i, Math.min(i + 2, pattern.length()));
            if ("%p %t %h %%".indexOf(placeholder) < 0 || placeholder.length() < 2) {
                return "%p (process id), %t (start time), %h (host name) and %%, not '" + placeholder + "'";
            }
        }
        return null;
    }

    /**
     * Creates the file, or takes an empty one that no other JVM uses.
     *
     * @param pattern name of the file, or of a directory
     * @param jvm the JVM that records
     * @throws IOException if the file cannot be written; its message names the file
     */
    static RecordFile claim(String pattern, Jvm jvm) throws IOException {
        Path wanted = pathOf(pattern, jvm);
        if (Files.isDirectory(wanted)) {
            wanted = wanted.resolve(expanded(DEFAULT_NAME, jvm));
        }
        Path folder = wanted.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("cannot record to " + wanted + ": its folder does not exist");
        }
        if (!Files.isWritable(Files.exists(wanted) ? wanted : folder)) {
            throw new IOException("cannot record to " + wanted + ": no permission to write there");
        }
        if (Files.exists(wanted) && !Files.isRegularFile(wanted)) {
            return new RecordFile(wanted, null, null);
        }
        return claim(wanted, isOfManyJvms(pattern), jvm);
    }

    private static RecordFile claim(Path wanted, boolean isOfManyJvms, Jvm jvm) throws IOException {
        FileChannel made = created(wanted);
        if (made != null) {
            return new RecordFile(wanted, made, null);
        }
        if (Files.size(wanted) == 0) {
            return isOpenElsewhere(wanted, jvm.processId)
                    ? beside(wanted, "another JVM records to " + wanted, jvm)
                    : new RecordFile(wanted, FileChannel.open(wanted, StandardOpenOption.WRITE), null);
        }
        String kept = wanted + " has the recording of an earlier JVM";
        Path moved = isOfManyJvms ? null : movedAside(wanted);
        FileChannel free = moved == null ? null : created(wanted);
        return free == null
                ? beside(wanted, kept, jvm)
                : new RecordFile(wanted, free, kept + ", which is " + moved.getFileName() + " from now on");
    }

    private static RecordFile beside(Path wanted, String reason, Jvm jvm) throws IOException {
        String mark = "-" + jvm.processId;
        for (int i = 2; ; i++) {
            Path path = marked(wanted, mark);
            FileChannel channel = created(path);
            if (channel != null) {
                return new RecordFile(path, channel, reason + ", so this one records to " + path.getFileName());
            }
            mark = "-" + jvm.processId + "-" + i;
        }
    }

    /** Renames a file by its time of modification; returns its new name, or null if that is not allowed. */
    private static Path movedAside(Path file) throws IOException {
        String mark = "-" + written(Files.getLastModifiedTime(file).toMillis());
        Path moved = marked(file, mark);
        for (int i = 2; Files.exists(moved); i++) {
            moved = marked(file, mark + "-" + i);
        }
        try {
            return Files.move(file, moved);
        } catch (IOException | SecurityException notAllowed) {
            return null;
        }
    }

    private static Path marked(Path file, String mark) {
        String name = file.getFileName().toString();
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return file.resolveSibling(stem + mark + name.substring(stem.length()));
    }

    /** Creates a file; null if it exists already. */
    private static FileChannel created(Path path) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try {
            return open(path, options);
        } catch (FileAlreadyExistsException e) {
            return null;
        }
    }

    /** Opens a file, with permissions for its owner only if it is created: JFR would let all users read it. */
    private static FileChannel open(Path path, Set<StandardOpenOption> options) throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        try {
            return FileChannel.open(path, new HashSet<>(options), ownerOnly);
        } catch (UnsupportedOperationException noSuchPermissions) {
            return FileChannel.open(path, new HashSet<>(options));
        }
    }

    /** Whether another process has the file open, as far as /proc shows it. */
    private static boolean isOpenElsewhere(Path file, String processId) throws IOException {
        String path = file.toRealPath().toString();
        String[] processes = new File("/proc").list();
        for (String process : processes == null ? new String[0] : processes) {
            boolean isOther = Character.isDigit(process.charAt(0)) && !process.equals(processId);
            File descriptors = new File("/proc/" + process + "/fd");
            String[] numbers = isOther ? descriptors.list() : null; // null as well where that is not allowed
            for (String number : numbers == null ? new String[0] : numbers) {
                if (isLinkTo(path, new File(descriptors, number).toPath())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLinkTo(String path, Path link) {
        try {
            return Files.readSymbolicLink(link).toString().equals(path);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** One line for the user if the file is not the one asked for or another file was renamed; else null. */
    String note() {
        return note;
    }

    /** Deletes the file if it is empty, since nothing was recorded. */
    void giveBack() {
        try {
            if (channel != null && Files.size(path) == 0) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // it stays, empty
        }
        release();
    }

    /** Closes the file, after the recording has been written. */
    void release() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // nothing was written through it
        }
    }

    private static boolean isOfManyJvms(String pattern) {
        for (String variable : VARIABLES) {
            String value = System.getenv(variable);
            if (value != null && value.contains("record=" + pattern)) {
                return true;
            }
        }
        return false;
    }

    private static Path pathOf(String pattern, Jvm jvm) throws IOException {
        try {
            return Paths.get(expanded(pattern, jvm)).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IOException("cannot record to " + pattern + ": no such path can be");
        }
    }

    private static String expanded(String pattern, Jvm jvm) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            path.append(c == '%' ? meaning(pattern.charAt(++i), jvm) : String.valueOf(c));
        }
        return path.toString();
    }

    private static String meaning(char placeholder, Jvm jvm) {
        switch (placeholder) {
            case 'p':
                return jvm.processId;
            case 't':
                return written(jvm.since);
            case 'h':
                return hostName();
            default:
                return "%";
        }
    }

    /** A time as JFR writes it in names, in the JVM's time zone: {@code 2026_01_31_09_05_00}. */
    private static String written(long millis) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
        int[] parts = {time.getMonthValue(), time.getDayOfMonth(), time.getHour(), time.getMinute(), time.getSecond()};
        StringBuilder written = new StringBuilder().append(time.getYear());
        for (int part : parts) { // String.format would load 120 classes before main
            written.append(part < 10 ? "_0" : "_").append(part);
        }
        return written.toString();
    }

    /**
     * Name of the host, without InetAddress: that would start the JDK's networking before the application sets it up.
     */
    private static String hostName() {
        String name = null;
        try (BufferedReader kernel = new BufferedReader(new FileReader("/proc/sys/kernel/hostname"))) {
            name = kernel.readLine();
        } catch (IOException noLinux) {
            name = System.getenv("HOSTNAME");
        }
        return name == null || name.isEmpty() ? "unknown" : name.replace('/', '_');
    }
}
