// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command of the archives, as shells run it. */
class LauncherIT {
    private static final List<String> TOOLS = List.of("dirname", "readlink", "sed");
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final String JAVA_HOME = System.getProperty("java.home");

    private static Path folder;
    private static Path plain;
    private static Path linux;

    @BeforeAll
    static void unpack() throws Exception {
        folder = BuiltFiles.emptyFolder("launcher with blanks");
        plain = BuiltFiles.unpacked(BuiltFiles.PLAIN, Files.createDirectories(folder.resolve("plain")));
        linux = BuiltFiles.unpacked(BuiltFiles.LINUX, Files.createDirectories(folder.resolve("linux")));
    }

    /** The system's own, and the one of Alpine. */
    static Stream<Path> shells() {
        return Stream.of(Path.of("/bin/sh"), BUSYBOX);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void bundledRuntime_noOtherJava_runs(Path shell) throws Exception {
        ProgramRun run = run(shell, Map.of(), linux.resolve("bin/lastack"), "--version");
        assertThat(run.out()).contains(BuiltFiles.VERSION).hasLineCount(1);
        assertThat(run.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void linkToALink_anyFolder_runs(Path shell) throws Exception {
        Path tools = tools(shell);
        Path first = Files.createSymbolicLink(tools.resolve("first"), linux.resolve("bin/lastack"));
        Path second = Files.createSymbolicLink(tools.resolve("second"), first.getFileName());
        assertThat(run(shell, tools, Map.of(), second, "--version").mustPass().out())
                .contains(BuiltFiles.VERSION);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void plainArchive_javaHome_runs(Path shell) throws Exception {
        ProgramRun run = run(shell, Map.of("JAVA_HOME", JAVA_HOME), plain.resolve("bin/lastack"), "--version");
        assertThat(run.mustPass().out()).contains(BuiltFiles.VERSION);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void plainArchive_noJava_saysWhatItTakes(Path shell) throws Exception {
        ProgramRun run = run(shell, Map.of(), plain.resolve("bin/lastack"), "--version");
        assertThat(run.out())
                .isEqualTo("lastack: no java found: it takes Java 17 or later, in JAVA_HOME or the path, or the archive"
                        + " that has its own runtime, lastack-" + BuiltFiles.VERSION + "-linux-x64.tar.gz\n");
        assertThat(run.code()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void plainArchive_oldJava_saysWhatItTakes(Path shell) throws Exception {
        Path old = Files.createTempDirectory(folder, "old java");
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_472\"\n");
        Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
        Files.createFile(java);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProgramRun run = run(shell, Map.of("JAVA_HOME", old.toString()), plain.resolve("bin/lastack"), "--version");
        assertThat(run.out())
                .isEqualTo("lastack: " + java + " is Java 1.8.0: it takes Java 17 or later in JAVA_HOME, or the archive"
                        + " that has its own runtime, lastack-" + BuiltFiles.VERSION + "-linux-x64.tar.gz\n");
        assertThat(run.code()).isEqualTo(3);
    }

    @Test
    void exitCode_ofTheCommand_isThatOfTheScript() throws Exception {
        assertThat(run(Path.of("/bin/sh"), Map.of(), linux.resolve("bin/lastack"), "no-such-command")
                        .code())
                .isEqualTo(2);
        assertThat(run(Path.of("/bin/sh"), Map.of(), linux.resolve("bin/lastack"), "summary", "no.jfr")
                        .code())
                .isEqualTo(3);
    }

    @Test
    void damagedArchive_saysWhatIsMissing() throws Exception {
        Path lone = Files.createDirectories(folder.resolve("lone/bin")).resolve("lastack");
        Files.copy(linux.resolve("bin/lastack"), lone);
        ProgramRun run = run(Path.of("/bin/sh"), Map.of(), lone);
        assertThat(run.out())
                .isEqualTo("lastack: " + folder.resolve("lone/lib/lastack.jar")
                        + " cannot be read: unpack the archive anew, and keep bin beside lib\n");
        assertThat(run.code()).isEqualTo(3);
    }

    private static ProgramRun run(Path shell, Map<String, String> variables, Path script, String... arguments)
            throws Exception {
        return run(shell, tools(shell), variables, script, arguments);
    }

    /** Runs the script with no more on the path than a folder of tools. */
    private static ProgramRun run(
            Path shell, Path tools, Map<String, String> variables, Path script, String... arguments) throws Exception {
        String[] command = Stream.of(
                        shell.equals(BUSYBOX) ? Stream.of(shell.toString(), "sh") : Stream.of(shell.toString()),
                        Stream.of(script.toString()),
                        Stream.of(arguments))
                .flatMap(part -> part)
                .toArray(String[]::new);
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("PATH", tools.toString());
        return ProgramRun.of(environment, command);
    }

    private static Path tools(Path shell) throws Exception {
        assumeTrue(Files.exists(shell), shell + " is missing; .ci/tools installs it");
        Path tools = Files.createTempDirectory(folder, "tools of ");
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), shell.equals(BUSYBOX) ? BUSYBOX : Path.of("/usr/bin", tool));
        }
        return tools;
    }
}
