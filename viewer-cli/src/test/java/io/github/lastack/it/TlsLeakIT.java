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

/** A connection with TLS whose end was read and that was not closed is that, whatever the JDK has shut down by itself. */
class TlsLeakIT {
    @TempDir
    Path directory;

    static Stream<Arguments> protocolsAndEnds() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(tls -> Stream.of("closes", "vanishes").map(end -> Arguments.of(tls, end)));
    }

    @OnJdks(value = Jdks.EDGES, with = "protocolsAndEnds")
    void endOfStreamThatIsIgnored(TestJdk jdk, String protocol, String end) throws Exception {
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main(ForgottenTls.class).args(keyStore(jdk).toString(), protocol, end),
                "ForgottenTls-" + jdk.version() + "-" + protocol + "-" + end);
        assertThat(run.sites()).singleElement().satisfies(site -> {
            assertThat(site.problem()).isEqualTo("close-wait");
            assertThat(site.cause()).isEqualTo("end-of-stream-ignored");
            assertThat(site.stillOpen()).isEqualTo(3);
            assertThat(site.blamedMethod()).isEqualTo(ForgottenTls.class.getName() + ".readEnd");
        });
        assertThat(AgentReport.in(run.recording())).isEqualTo(new AgentReport(0, "", true));
    }

    /** With the keytool of that JDK, so that it can read what was written. */
    private Path keyStore(TestJdk jdk) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder((jdk.program("keytool")
                                + " -genkeypair -alias own -keyalg RSA -keysize 2048 -dname CN=localhost -validity 2"
                                + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass " + ForgottenTls.PASSWORD
                                + " -keystore " + file)
                        .split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }
}
