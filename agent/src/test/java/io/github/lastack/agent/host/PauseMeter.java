// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An application that measures its own pauses: {@code PauseMeter CLASSES CHURNERS}. Threads wake every 100 µs and note
 * the longest time without doing so; others open, use and close connections; and CLASSES of the JDK's classes are
 * loaded.
 *
 * <p>Obeys lines on stdin: {@code begin} forgets what was, {@code end} prints {@code beat}, the longest gap of any
 * thread in microseconds and how many connections a second there were. Ends with stdin.
 */
public final class PauseMeter {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int HEARTS = 4;
    private static final long BEAT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final List<Heart> hearts = new ArrayList<>();
    private final LongAdder connections = new LongAdder();
    private long begun;

    private PauseMeter() {}

    public static void main(String[] args) throws Exception {
        PauseMeter beats = new PauseMeter();
        int loaded = link(Integer.parseInt(args[0]));
        for (int i = 0; i < HEARTS; i++) {
            beats.hearts.add(new Heart());
        }
        beats.hearts.forEach(Thread::start);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            beats.churn();
        }
        System.out.println("classes " + loaded);
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            beats.obey(line);
        }
        System.exit(0);
    }

    private void obey(String line) {
        switch (line) {
            case "begin":
                hearts.forEach(heart -> heart.longestNanos = 0);
                connections.reset();
                begun = System.nanoTime();
                break;
            case "end":
                long longest = hearts.stream()
                        .mapToLong(heart -> heart.longestNanos)
                        .max()
                        .orElse(0);
                System.out.println("beat " + longest / 1_000 + " "
                        + connections.sum() * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begun));
                break;
            default:
                throw new IllegalArgumentException(line);
        }
    }

    private static final class Heart extends Thread {
        volatile long longestNanos;

        Heart() {
            setDaemon(true);
        }

        @Override
        public void run() {
            long last = System.nanoTime();
            while (true) {
                LockSupport.parkNanos(BEAT_NANOS);
                long now = System.nanoTime();
                longestNanos = Math.max(longestNanos, now - last);
                last = now;
            }
        }
    }

    private void churn() throws IOException {
        ServerSocket door = new ServerSocket(0, 50, LOOPBACK);
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    converse(door);
                    connections.increment();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException e) {
                e.printStackTrace();
                System.exit(1);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void converse(ServerSocket door) throws IOException {
        try (Socket client = new Socket(LOOPBACK, door.getLocalPort());
                Socket server = door.accept()) {
            client.getOutputStream().write(7);
            if (server.getInputStream().read() != 7) {
                throw new IOException("lost a byte");
            }
        }
    }

    // ---- classes ----

    /**
     * Links classes without initializing them: changing a class that is only loaded costs less than changing an
     * application's.
     */
    private static int link(int count) throws IOException {
        int linked = 0;
        for (String name : names()) {
            if (linked == count) {
                break;
            }
            try {
                Class.forName(name, false, ClassLoader.getSystemClassLoader()).getDeclaredConstructors();
                linked++;
            } catch (ClassNotFoundException | LinkageError ofAnotherSystem) {
                continue;
            }
        }
        return linked;
    }

    private static List<String> names() throws IOException {
        Path old = Paths.get(System.getProperty("java.home"), "lib", "rt.jar");
        try (Stream<String> files = Files.exists(old) ? inJar(old) : inImage()) {
            return files.filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toList());
        }
    }

    private static Stream<String> inJar(Path jar) throws IOException {
        JarFile file = new JarFile(jar.toFile());
        return file.stream().map(entry -> entry.getName());
    }

    private static Stream<String> inImage() throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        return Files.walk(modules)
                .filter(path -> path.getNameCount() > 2)
                .map(path -> path.subpath(2, path.getNameCount()).toString());
    }
}
