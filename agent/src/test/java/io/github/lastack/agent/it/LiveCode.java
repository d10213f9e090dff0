// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.testing.TestTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The code that a JVM executes, read from its memory by the serviceability agent of its JDK. (A class file transformer
 * proves nothing: the JVM keeps the original of a woven class, and passes that to it.)
 */
final class LiveCode {
    private final TestJdk jdk;
    private final HostJvm host;
    private final Collection<String> classes;

    LiveCode(TestJdk jdk, HostJvm host, Collection<String> classes) {
        this.jdk = jdk;
        this.host = host;
        this.classes = classes;
    }

    /** Returns whether Linux lets a process read another of the same user. */
    static boolean isReadable() throws IOException {
        Path yama = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        return !Files.exists(yama)
                || Files.readString(yama).trim().equals("0")
                || System.getProperty("user.name").equals("root");
    }

    /** Returns the methods by class, as javap prints them, but for the numbers of constants. */
    Map<String, String> read(Path directory) throws IOException, InterruptedException {
        Files.createDirectory(directory);
        String dumps = classes.stream()
                .map(name -> "dumpclass " + name + " " + directory + "\n")
                .collect(Collectors.joining());
        Path script = directory.resolve("script");
        Files.writeString(script, "attach " + host.pid() + "\n" + dumps + "quit\n");
        run(new ProcessBuilder(jdk.program("jhsdb").toString(), "clhsdb").redirectInput(script.toFile()));
        Map<String, String> code = new TreeMap<>();
        for (String name : classes) {
            code.put(name, disassembled(directory.resolve(name.replace('.', '/') + ".class")));
        }
        return code;
    }

    private String disassembled(Path classFile) throws IOException, InterruptedException {
        String javap = jdk.program("javap").toString();
        return run(new ProcessBuilder(List.of(javap, "-p", "-c", classFile.toString())))
                .replaceAll("#\\d+(, +\\d+)?", "#")
                .replaceAll(" +", " ");
    }

    private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = TestTimes.start(builder.redirectErrorStream(true));
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
