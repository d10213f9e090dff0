// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.KeptChannels;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The descriptor of a channel that is closed stays with a selector that does not select, connected or not. */
class KeptDescriptorsIT {
    static Stream<Arguments> arrivals() {
        return Stream.of(Arguments.of("with the JVM"), Arguments.of("later"));
    }

    @OnJdks(value = Jdks.EDGES, with = "arrivals")
    void channel_neverConnectedAndClosed_isReportedWhileItsSelectorDoesNotSelect(TestJdk jdk, String agent)
            throws Exception {
        boolean comesLater = agent.equals("later");
        HostJvm.Builder host = HostJvm.on(jdk).main(KeptChannels.class);
        ObservedRun run = ObservedRun.of(
                comesLater ? host.withoutAgent() : host,
                "KeptChannels-" + jdk.version() + (comesLater ? "-later" : ""),
                jvm -> {
                    jvm.awaitLine("waiting", HostJvm.LIMIT);
                    if (comesLater) {
                        ObservedRun.attach(jvm);
                    }
                    jvm.say("");
                });

        assertThat(run.exitCode()).isZero();
        assertThat(run.sites())
                .extracting(
                        ObservedRun.FoundSite::problem,
                        ObservedRun.FoundSite::cause,
                        ObservedRun.FoundSite::connections,
                        ObservedRun.FoundSite::stillOpen,
                        ObservedRun.FoundSite::blamedMethod)
                .containsExactlyInAnyOrder(
                        tuple("never-closed", "registered-with-selector", 11, 11, method("connect")),
                        tuple("never-closed", "registered-with-selector", 11, 11, method("closed")));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
    }

    private static String method(String name) {
        return KeptChannels.class.getName() + "." + name;
    }
}
