// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.ForgottenTls;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A connection with TLS whose end was read and that was not closed is that, whatever the JDK has shut down by itself.
 */
class TlsLeakIT {
    @TempDir
    Path directory;

    static Stream<Arguments> protocolsAndEnds() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(tls -> Stream.of("closes", "vanishes").map(end -> Arguments.of(tls, end)));
    }

    @OnJdks(value = Jdks.EDGES, with = "protocolsAndEnds")
    void tls_endOfStreamIgnored_isReported(TestJdk jdk, String protocol, String end) throws Exception {
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk)
                        .main(ForgottenTls.class)
                        .args(
                                KeyStores.in(directory, jdk, ForgottenTls.PASSWORD)
                                        .toString(),
                                protocol,
                                end),
                "ForgottenTls-" + jdk.version() + "-" + protocol + "-" + end);
        assertThat(run.sites()).singleElement().satisfies(site -> {
            assertThat(site.problem()).isEqualTo("close-wait");
            assertThat(site.cause()).isEqualTo("end-of-stream-ignored");
            assertThat(site.stillOpen()).isEqualTo(3);
            assertThat(site.blamedMethod()).isEqualTo(ForgottenTls.class.getName() + ".readEnd");
        });
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
    }
}
