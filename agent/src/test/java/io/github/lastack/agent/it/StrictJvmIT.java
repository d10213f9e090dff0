// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Conversations;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** JVMs with additional checks find nothing wrong in what the agent wove and what it asks the kernel for. */
class StrictJvmIT {
    @OnJdks(Jdks.EVERY)
    void classes_woven_verify(TestJdk jdk) throws Exception {
        String[] all = {
            "-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal", "-XX:+BytecodeVerificationRemote"
        };
        assertThat(lines(HostJvm.on(jdk).jvmArgs(all))).noneMatch(line -> line.contains("VerifyError"));
    }

    /** The JDK's own natives are not without fault: the agent must add none. */
    @OnJdks(Jdks.EDGES)
    void nativeCalls_checkedByJvm_areClean(TestJdk jdk) throws Exception {
        String check = "-Xcheck:jni";
        List<String> without = complaints(HostJvm.on(jdk).jvmArgs(check).withoutAgent());
        assertThat(complaints(HostJvm.on(jdk).jvmArgs(check))).isSubsetOf(without);
    }

    private static List<String> complaints(HostJvm.Builder builder) throws IOException, InterruptedException {
        return lines(builder).stream()
                .filter(line -> line.contains("WARNING in native") || line.contains("FATAL ERROR in native"))
                .distinct()
                .toList();
    }

    private static List<String> lines(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host = builder.main(Conversations.class)
                .args("Socket,Channel", "127.0.0.1")
                .start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
            return Stream.concat(host.stdout().stream(), host.stderr().stream()).toList();
        }
    }
}
