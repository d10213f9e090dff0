// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.SecretHandshake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that a recording must not contain. The bytes of the file are searched, whatever field they may be in. */
class SecretsIT {
    private static final String ADDRESS = "10.99.1.7";
    private static final String SET_UP = "ip address add " + ADDRESS + "/32 dev lo";

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void payload_sent_isNotRecorded(TestJdk jdk) throws Exception {
        assertThat(recorded(jdk, "")).contains(ADDRESS, SecretHandshake.HOST).doesNotContain("swordfish");
    }

    @OnJdks(Jdks.EDGES)
    void redact_hosts_leavesHostNamesOut(TestJdk jdk) throws Exception {
        assertThat(recorded(jdk, "redact=hosts")).contains(ADDRESS).doesNotContain(SecretHandshake.HOST);
    }

    @OnJdks(Jdks.EDGES)
    void redact_addresses_recordsPseudonyms(TestJdk jdk) throws Exception {
        assertThat(recorded(jdk, "redact=addresses")).doesNotContain(ADDRESS, SecretHandshake.HOST);

        Set<String> peers = Recorded.in(recording())
                .named("ConnectionOpened")
                .flatMap(SecretsIT::addresses)
                .collect(Collectors.toSet());
        assertThat(peers).singleElement().asString().matches("peer-[0-9a-f]{12}");
    }

    @OnJdks(Jdks.EDGES)
    void recording_file_isReadableByItsOwnerOnly(TestJdk jdk) throws Exception {
        recorded(jdk, "");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(recording())))
                .isEqualTo("rw-------");
    }

    private static Stream<String> addresses(RecordedEvent event) {
        return Stream.of(event.getString("host"), event.getString("address"), event.getString("localAddress"));
    }

    private Path recording() {
        return directory.resolve("app.jfr");
    }

    /** Returns everything in the file as text. */
    private String recorded(TestJdk jdk, String options) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .in(OwnNamespace.networkOrSkip(), SET_UP)
                .main(SecretHandshake.class)
                .args(ADDRESS)
                .agentOptions(options)
                .recordingTo(recording())
                .start()) {
            host.awaitLine("told", HostJvm.LIMIT);
            assertThat(host.awaitExit(HostJvm.LIMIT)).isZero();
        }
        return new String(Files.readAllBytes(recording()), StandardCharsets.ISO_8859_1);
    }
}
