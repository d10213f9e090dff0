// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Nothing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** On request the agent proves its hooks before the application starts, and leaves no trace of that but the result. */
class SelfTestIT {
    /** The first needs a certificate, the second would end the JVM. */
    private static final List<String> NOT_EXERCISED = List.of(
            "sun.security.ssl.SSLSocketImpl$AppInputStream.read([BII)I",
            "java.lang.ApplicationShutdownHooks.runHooks()V");

    @TempDir
    Path directory;

    /** JDK 13 to 17 have two implementations of Socket, of which a JVM uses one. */
    @OnJdks(Jdks.EVERY)
    void hooks_inUse_areProven(TestJdk jdk) throws Exception {
        RecordedEvent info = info(jdk);

        List<String> unproven = unproven(info);
        if (jdk.version() == 17) {
            assertThat(unproven).isNotEmpty().allMatch(row -> row.startsWith("java.net."));
        } else {
            assertThat(unproven).isEmpty();
        }
    }

    @OnJdks(value = Jdks.EVERY, from = 13, to = 17)
    void hooks_otherSocketImplementation_areProven(TestJdk jdk) throws Exception {
        RecordedEvent info = info(jdk, "-Djdk.net.usePlainSocketImpl=true");

        List<String> unproven = unproven(info);
        if (jdk.version() == 17) {
            assertThat(unproven).isNotEmpty().allMatch(row -> row.startsWith("sun.nio.ch.NioSocketImpl."));
        } else {
            assertThat(unproven).isEmpty();
        }
    }

    private RecordedEvent info(TestJdk jdk, String... jvmArgs) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = HostJvm.on(jdk)
                .main(Nothing.class)
                .jvmArgs(jvmArgs)
                .agentOptions("selftest")
                .recordingTo(file)
                .start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            assertThat(host.stderr())
                    .singleElement()
                    .asString()
                    .matches("lastack: self-test: \\d+ of \\d+ hooks were seen to work"
                            + "(; not seen, since unused here or not working: .*)?"
                            + "; not exercised: " + Pattern.quote(String.join(", ", NOT_EXERCISED)));
        }
        Recorded recorded = Recorded.in(file);
        assertThat(recorded.all().stream().map(Recorded::nameOf)).containsOnly("AgentInfo");
        return recorded.named("AgentInfo").findFirst().orElseThrow();
    }

    private static List<String> unproven(RecordedEvent info) {
        List<String> unproven = lines(info, "hooksInstalled");
        unproven.removeAll(lines(info, "hooksProven"));
        assertThat(unproven).containsAll(NOT_EXERCISED);
        unproven.removeAll(NOT_EXERCISED);
        return unproven;
    }

    private static List<String> lines(RecordedEvent event, String field) {
        return new ArrayList<>(event.getString(field).lines().toList());
    }
}
