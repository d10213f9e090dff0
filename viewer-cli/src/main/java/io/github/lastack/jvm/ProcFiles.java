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

/** Facts about a process from {@code /proc} on Linux; empty elsewhere, and for what may not be read. */
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

    /** Returns the name of the user, or the number. */
    static String user(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().user()).orElse("unknown");
    }

    /** Returns the number of the user; -1 if not known. */
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

    /** Whether the process has mapped a library; false if its mappings may not be read. */
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

    /** Whether the process has no executable, as kernel threads have none. */
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

    /** Returns the kernel's name of the process; empty if not known. */
    static String name(long pid) {
        return text(pid, "comm");
    }

    /** Whether the process has ended and its parent has not collected its exit status. */
    static boolean isZombie(long pid) {
        return state(pid).startsWith("Z");
    }

    /** Whether the process is a JVM, by its libraries, or by its name if those may not be read. */
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

    /** Whether the process is stopped, by SIGSTOP, a terminal or a debugger. */
    static boolean isStopped(long pid) {
        return state(pid).toUpperCase(Locale.ROOT).startsWith("T");
    }

    /** Returns the process state: a letter and a word. */
    private static String state(long pid) {
        return text(pid, "status")
                .lines()
                .filter(line -> line.startsWith("State:"))
                .map(line -> line.substring(6).strip())
                .findFirst()
                .orElse("");
    }

    /** Returns the process id in the innermost namespace of the process. */
    static String ownPid(long pid) {
        return text(pid, "status")
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                .findFirst()
                .orElse(Long.toString(pid));
    }

    /**
     * Returns the prefix by which files of the process are reached from here; empty if it has the same mounts and
     * root.
     */
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
