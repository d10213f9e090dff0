// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * JVMs with a {@code /tmp} of their own into which little or nothing can be written, as services and containers have.
 */
class CrampedTargetIT {
    /** What the JVM itself would complain of. */
    private static final String NO_PERFORMANCE_FILE = "-XX:+PerfDisableSharedMem";

    private static final String OWN = "mount -t tmpfs tmpfs /tmp";
    private static final String FULL =
            "mount -t tmpfs -o size=64k tmpfs /tmp && ! cat /dev/zero 2>/dev/null >/tmp/full";
    private static final String READ_ONLY = "mount -t tmpfs -o ro tmpfs /tmp && mount -o remount,ro,bind /";

    @OnJdks(Jdks.ONE)
    void tmp_full_agentIsAttachedAndDetached(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, FULL)) {
            CommandRun attach = CommandRun.lastack("attach", host.pid());
            assertThat(attach.stderr()).isEmpty();
            assertThat(attach.stdout()).startsWith("attached to process " + host.pid());
            assertThat(CommandRun.lastack("status", host.pid()).stdout())
                    .startsWith("the agent is running in process " + host.pid());
            assertThat(CommandRun.lastack("detach", host.pid()).stdout()).startsWith("detached");
            assertThat(Path.of("/proc/" + host.pid() + "/root/tmp"))
                    .isDirectoryContaining("glob:**/.java_pid*")
                    .isDirectoryNotContaining("glob:**/{.attach_pid,lastack}*");
            assertLeftAsItWas(host);
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
    }

    /** JVMs that are killed leave theirs, and process ids come again. */
    @OnJdks(Jdks.ONE)
    void socket_staleInOwnTmp_isNotTakenForTheTargets(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, OWN)) {
            Path left = Path.of("/tmp/.java_pid" + host.pid());
            try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.bind(UnixDomainSocketAddress.of(left));
            }
            CommandRun attach = CommandRun.lastack("attach", host.pid());
            assertThat(attach.stderr()).isEmpty();
            assertThat(attach.stdout()).startsWith("attached to process " + host.pid());
            assertLeftAsItWas(host);
        }
    }

    @OnJdks(Jdks.ONE)
    void root_readOnly_isOneLine(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, READ_ONLY)) {
            CommandRun attach = CommandRun.lastack("attach", host.pid());
            assertThat(attach.exitCode()).as(attach.toString()).isEqualTo(3);
            assertThat(attach.stdout()).isEmpty();
            assertThat(attach.stderr())
                    .contains("process " + host.pid(), "its /tmp is not writable", "-javaagent:")
                    .hasLineCount(1);
            assertLeftAsItWas(host);
            assertThat(host.stderr()).isEmpty();
        }
    }

    /**
     * The JVM runs where its classes are, which a new {@code /tmp} does not hide; nothing can be written there either.
     */
    private static HostJvm host(TestJdk jdk, String setUp) throws Exception {
        OwnNamespace mounts = OwnNamespace.mountsOrSkip();
        Path classes = Path.of(TwoBatches.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String place = "mount --bind " + classes.getParent() + " /mnt && mount -o remount,ro,bind /mnt && ";
        HostJvm host = HostJvm.on(jdk)
                .in(mounts, place + setUp + " && cd /mnt")
                .withoutAgent()
                .jvmArgs(NO_PERFORMANCE_FILE)
                .classPath(Path.of("/mnt").resolve(classes.getFileName()))
                .main(TwoBatches.class.getName())
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private static void assertLeftAsItWas(HostJvm host) throws IOException, InterruptedException {
        assertThat(Files.exists(Path.of("/tmp/.java_pid" + host.pid()), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        host.say("go on");
        host.awaitLine("done", HostJvm.LIMIT);
        assertThat(host.end()).as(host::transcript).isZero();
        assertThat(host.stdout()).as("no thread dump, which SIGQUIT may make").containsExactly("ready", "done");
    }
}
