// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.UnusualOpenings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent leaves class data sharing as it is, and finds its connections in applications that start from an archive of
 * their own. That the JVM makes no dynamic archive under any agent, and uses less of one on 25, is the JVM's own rule.
 */
class ClassSharingIT {
    @TempDir
    Path directory;

    @OnJdks(value = Jdks.EDGES, from = 17)
    void jdkClasses_withAgent_areSharedAsWithout(TestJdk jdk) throws Exception {
        String log = "-Xlog:class+load";
        long without = shared(HostRun.of(host(jdk).jvmArgs("-Xshare:on", log).withoutAgent()));
        long with = shared(HostRun.of(host(jdk).jvmArgs("-Xshare:on", log)));
        assertThat(without).isPositive();
        assertThat(with).isGreaterThanOrEqualTo(without);
    }

    @OnJdks(value = Jdks.EDGES, from = 17)
    void connections_withArchive_areRecorded(TestJdk jdk) throws Exception {
        Path archive = directory.resolve("app.jsa");
        assertSame(jdk, archive, "-XX:ArchiveClassesAtExit=" + archive, "-XX:SharedArchiveFile=" + archive);
    }

    /** Holds for a cache made under the agent too, which the JVM allows. */
    @OnJdks(value = Jdks.EDGES, from = 25)
    void connections_withAotCache_areRecorded(TestJdk jdk) throws Exception {
        Path cache = directory.resolve("app.aot");
        assertSame(jdk, cache, "-XX:AOTCacheOutput=" + cache, "-XX:AOTCache=" + cache);
        Path ours = directory.resolve("ours.aot");
        HostRun.of(host(jdk).jvmArgs("-XX:AOTCacheOutput=" + ours));
        assertTold(jdk, "-XX:AOTCache=" + ours);
    }

    private void assertSame(TestJdk jdk, Path archive, String make, String use) throws Exception {
        HostRun.of(host(jdk).jvmArgs(make).withoutAgent());
        assertThat(Files.size(archive)).isPositive();
        assertTold(jdk, use);
    }

    private void assertTold(TestJdk jdk, String use) throws Exception {
        Path file = Files.createTempDirectory(directory, "run").resolve("app.jfr");
        HostRun without = HostRun.of(host(jdk).withoutAgent());
        HostRun with = HostRun.of(host(jdk).jvmArgs(use).recordingTo(file));
        assertThat(application(with)).isEqualTo(application(without)).isNotEmpty();
        assertThat(with.status()).isEqualTo(without.status()).isZero();
        assertThat(with.stderr()).isEmpty();
        assertThat(Recorded.in(file).named("ConnectionOpened")).hasSize(4);
    }

    /** Runs from a jar: classes of a folder are never archived. */
    private static HostJvm.Builder host(TestJdk jdk) {
        return HostJvm.on(jdk)
                .busy()
                .main(UnusualOpenings.class.getName())
                .classPath(HostJvm.agentJar().resolveSibling("lastack-agent-tests.jar"))
                .args("mappedAddress", "vectors");
    }

    private static long shared(HostRun run) {
        return run.stdout().stream()
                .filter(line -> line.contains("source: shared objects file"))
                .count();
    }

    /** Returns the output without ports, and without the JVM's messages about its archive. */
    private static List<String> application(HostRun run) {
        return run.stdout().stream()
                .filter(line -> !line.startsWith("@") && !line.startsWith("["))
                .toList();
    }
}
