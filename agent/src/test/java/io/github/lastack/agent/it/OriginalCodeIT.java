// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lastack.agent.host.HookListener;
import io.github.lastack.agent.host.Steady;
import io.github.lastack.agent.instrument.Instrumenter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** Once detached, the agent leaves every method of the JDK with the code that it had before. */
class OriginalCodeIT {
    private static final String HOOKS = "io/github/lastack/boot/SocketHooks";

    @TempDir
    Path directory;

    /** The serviceability agents of 8 and 11 cannot read their own JVM's classes. */
    @OnJdks(value = Jdks.EDGES, from = 17)
    void methods_afterDetach_haveTheirOriginalCode(TestJdk jdk) throws Exception {
        assumeTrue(LiveCode.isReadable(), "reading another process wants kernel.yama.ptrace_scope=0, or root");
        Set<String> classes = classesOfTheCatalogue();
        try (HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-Xshare:off") // archived classes are not always found by a serviceability agent
                .main(Steady.class)
                .classPath(HostJvm.agentJar()) // Steady takes the self-test's trip
                .args(classes.toArray(String[]::new))
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            classes.removeIf(name -> host.stdout().contains("no " + name));
            LiveCode code = new LiveCode(jdk, host, classes);

            Map<String, String> before = code.read(directory.resolve("before"));
            AttachIT.attach(host, "probe=off");
            Map<String, String> woven = code.read(directory.resolve("woven"));
            AttachIT.attach(host, "detach");
            Map<String, String> after = code.read(directory.resolve("after"));

            assertThat(before.keySet()).isEqualTo(classes);
            assertThat(before.values()).noneMatch(text -> text.contains(HOOKS));
            assertThat(woven.keySet()).isEqualTo(classes);
            assertThat(woven.values()).allMatch(text -> text.contains(HOOKS));
            assertThat(after.keySet()).isEqualTo(classes);
            after.forEach((name, text) -> assertThat(text).as(name).isEqualTo(before.get(name)));
            assertThat(host.end()).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
    }

    @OnJdks(Jdks.EVERY)
    void methods_afterDetach_callNoHook(TestJdk jdk) throws Exception {
        try (HostJvm host =
                HostJvm.on(jdk).withoutAgent().main(HookListener.class).start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=off");
            Set<String> woven = heard(host, "woven");
            AttachIT.attach(host, "detach");
            Set<String> after = heard(host, "after");

            assertThat(woven).hasSizeGreaterThan(20);
            assertThat(after).isEmpty();
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
    }

    private static Set<String> heard(HostJvm host, String phase) throws Exception {
        host.say(phase);
        host.awaitLine("done " + phase, HostJvm.LIMIT);
        return host.stdout().stream()
                .filter(line -> line.startsWith(phase + " heard "))
                .collect(Collectors.toSet());
    }

    private static Set<String> classesOfTheCatalogue() {
        return Instrumenter.rows().stream()
                .filter(row -> !row.startsWith("io.netty"))
                .map(row -> row.substring(0, row.indexOf('(')))
                .map(method -> method.substring(0, method.lastIndexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
