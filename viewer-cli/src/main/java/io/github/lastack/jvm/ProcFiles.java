// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What Linux tells of a process in {@code /proc}; elsewhere, and of what may not be read, nothing. */
final class ProcFiles {
    static final boolean AVAILABLE = Files.isReadable(Path.of("/proc/self/status"));

    /** Bit of signal 3 in the masks of {@code /proc/PID/status}. */
    private static final long QUIT = 1 << 2;

    private ProcFiles() {}

    static Path of(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    static boolean exists(long pid) {
        return AVAILABLE
                ? Files.exists(Path.of("/proc", Long.toString(pid)))
                : ProcessHandle.of(pid).isPresent();
    }

    /** Name of the user, or its number. */
    static String user(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().user()).orElse("unknown");
    }

    /** Number of the user; -1 if it is not known. */
    static int uid(long pid) {
        return number(Path.of("/proc", Long.toString(pid)));
    }

    static int ownUid() {
        return number(Path.of("/proc/self"));
    }

    private static int number(Path process) {
        try {
            return (int) Files.getAttribute(process, "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return -1;
        }
    }

    static List<String> arguments(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(of(process.pid(), "cmdline"));
            return Arrays.asList(new String(line, Charset.defaultCharset()).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The libraries of a JVM that are in its memory; empty where we may not look. */
    static boolean hasMapped(long pid, String library) {
        try (Stream<String> mappings = Files.lines(of(pid, "maps"), Charset.forName("ISO-8859-1"))) {
            return mappings.anyMatch(mapping -> mapping.contains("/" + library));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    static boolean canInspect(long pid) {
        try {
            Files.readSymbolicLink(of(pid, "exe"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Of threads of the kernel. */
    static boolean hasNoProgram(long pid) {
        try {
            Files.readSymbolicLink(of(pid, "exe"));
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the kernel calls it; empty if that is not known. */
    static String name(long pid) {
        return text(pid, "comm");
    }

    /** Whether it has ended and only its parent has not noticed. */
    static boolean isZombie(long pid) {
        return state(pid).startsWith("Z");
    }

    /** By its libraries, and where those may not be looked at, by its name. */
    static boolean looksLikeJvm(long pid) {
        return canInspect(pid) ? hasMapped(pid, "libjvm.so") : text(pid, "comm").equals("java");
    }

    /** Whether SIGQUIT, which begins an attach, would be handled and not end the process. */
    static boolean catchesQuit(long pid) {
        return text(pid, "status")
                .lines()
                .filter(line -> line.startsWith("SigCgt:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(caught -> (caught & QUIT) != 0);
    }

    /** By SIGSTOP, a terminal, or a debugger: it does nothing until it is continued. */
    static boolean isStopped(long pid) {
        return state(pid).toUpperCase(Locale.ROOT).startsWith("T");
    }

    /** A letter and a word. */
    private static String state(long pid) {
        return text(pid, "status")
                .lines()
                .filter(line -> line.startsWith("State:"))
                .map(line -> line.substring(6).strip())
                .findFirst()
                .orElse("");
    }

    /** Its process id in its own namespace, the innermost; the same where it has none. */
    static String ownPid(long pid) {
        return text(pid, "status")
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                .findFirst()
                .orElse(Long.toString(pid));
    }

    /** How files of the process are reached from here: an empty path if its mounts and root are ours. */
    static String root(long pid) {
        if (!AVAILABLE) {
            return "";
        }
        try {
            boolean sameMounts = Files.readSymbolicLink(of(pid, "ns/mnt"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")));
            boolean sameRoot = Files.readSymbolicLink(of(pid, "root")).equals(Path.of("/"));
            return sameMounts && sameRoot ? "" : of(pid, "root").toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String text(long pid, String file) {
        try {
            return Files.readString(of(pid, file), Charset.forName("ISO-8859-1"))
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}
