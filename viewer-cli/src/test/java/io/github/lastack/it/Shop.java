// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A shop that leaks in a JVM that knows nothing of us, with a temporary folder of its own. */
record Shop(HostJvm jvm, Path temporary) implements AutoCloseable {
    static Shop open(TestJdk jdk, Path temporary) throws Exception {
        HostJvm jvm = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-Djava.io.tmpdir=" + temporary)
                .classPath(Path.of(CommandRun.jar("samples")))
                .main("io.github.lastack.samples.LeakyShop")
                .args("600")
                .start();
        jvm.awaitLine("shop: open for 600 s", HostJvm.LIMIT);
        return new Shop(jvm, temporary);
    }

    long pid() {
        return jvm.pid();
    }

    /** No agent, no recording, no file, and business as usual. */
    void assertIsAsItWas() throws Exception {
        assertThat(CommandRun.lastack("status", pid()).stdout()).startsWith("no agent is running");
        assertThat(threads()).noneMatch(name -> name.startsWith("lastack"));
        assertThat(jvm.jcmd("JFR.check")).contains("No available recordings");
        assertThat(leftovers(temporary)).isEmpty();
        assertThat(jvm.isAlive()).isTrue();
        assertThat(jvm.stderr()).noneMatch(line -> line.startsWith("lastack: "));
    }

    static List<Path> leftovers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("lastack"))
                    .toList();
        }
    }

    /** As the kernel knows them, which takes no attach. */
    private List<String> threads() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            return threads.map(Shop::name).toList();
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
