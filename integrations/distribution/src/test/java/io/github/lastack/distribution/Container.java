// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A folder of files that programs see as their root, with further folders mounted into it. Scripts run in mounts and
 * process ids of their own, which end with them; several containers of one script share the process ids, as those of
 * {@code kubectl debug --target} do.
 */
final class Container {
    private final Path root;
    private final Path files;
    private final Map<Path, String> mounts = new LinkedHashMap<>();

    private Container(Path root, Path files) {
        this.root = root;
        this.files = files;
    }

    /** A container named so, of these files, with a {@code /tmp} of its own. */
    static Container of(String name, Path files) throws IOException, InterruptedException {
        Path folder = BuiltFiles.emptyFolder(name);
        Container container = new Container(Files.createDirectory(folder.resolve("root")), files);
        Files.createDirectories(files.resolve("proc"));
        return container.with(Files.createDirectory(folder.resolve("tmp")), "/tmp");
    }

    Container with(Path folder, String at) {
        mounts.put(folder, at);
        return this;
    }

    /** The root, where scripts find it. */
    Path root() {
        return root;
    }

    /** The host's path of a file in {@code /tmp}. */
    Path inTmp(String name) {
        return root.resolveSibling("tmp").resolve(name);
    }

    /** Runs a script of the host's shell, which enters containers by {@code chroot}; it ends at the first error. */
    static ProgramRun run(String script, Container... containers) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder("exec </dev/null\n");
        for (Container container : containers) {
            container.mountAll(text);
        }
        return ProgramRun.of(
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-euc",
                text.append(script).toString());
    }

    private void mountAll(StringBuilder script) throws IOException {
        mount(script, "--bind '" + files + "'", root);
        mount(script, "-t proc proc", root.resolve("proc"));
        for (Map.Entry<Path, String> mount : mounts.entrySet()) {
            Files.createDirectories(Path.of(files + mount.getValue()));
            mount(script, "--bind '" + mount.getKey() + "'", Path.of(root + mount.getValue()));
        }
    }

    private static void mount(StringBuilder script, String what, Path where) {
        script.append("mount ").append(what).append(" '").append(where).append("'\n");
    }
}
