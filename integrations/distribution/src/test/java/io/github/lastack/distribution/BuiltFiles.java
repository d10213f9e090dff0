// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The archives and the image that the build made, unpacked below its {@code target}. */
final class BuiltFiles {
    static final String VERSION = System.getProperty("lastack.version");
    static final Path TARGET = Path.of(System.getProperty("lastack.dist.target"));
    static final Path SAMPLES = Path.of(System.getProperty("lastack.samples.jar"));

    static final Path PLAIN = TARGET.resolve("lastack-" + VERSION + ".tar.gz");
    static final Path ZIP = TARGET.resolve("lastack-" + VERSION + ".zip");
    static final Path LINUX = TARGET.resolve("lastack-" + VERSION + "-linux-x64.tar.gz");
    static final Path IMAGE = TARGET.resolve("lastack-" + VERSION + "-image.tar");

    private BuiltFiles() {}

    /** Unpacks an archive into a folder that exists and returns its one folder. */
    static Path unpacked(Path archive, Path into) throws IOException, InterruptedException {
        ProgramRun.of("tar", "xzf", archive.toString(), "-C", into.toString()).mustPass();
        return into.resolve("lastack-" + VERSION);
    }

    /** An empty folder below {@code target}, made anew. */
    static Path emptyFolder(String name) throws IOException, InterruptedException {
        Path folder = TARGET.resolve("hosts").resolve(name);
        ProgramRun.of("rm", "-rf", "--one-file-system", folder.toString()).mustPass();
        return Files.createDirectories(folder);
    }

    static List<String> entries(Path archive) throws IOException, InterruptedException {
        return archive.equals(ZIP)
                ? ProgramRun.of("jar", "tf", archive.toString()).mustPass().lines()
                : ProgramRun.of("tar", "tzf", archive.toString()).mustPass().lines();
    }
}
