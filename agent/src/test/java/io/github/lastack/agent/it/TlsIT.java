// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** Connections with TLS are TCP connections, opened and ended with one more way to tell the end of the stream. */
class TlsIT {
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private static final String LIVES =
            """
            closedFirst client=Opened; Closed
            closedFirst server=Opened; EndOfStream; Closed
            direct client=Opened; EndOfStream; Closed
            direct server=Opened; Closed
            engineBlocking client=Opened; EndOfStream; Closed
            engineBlocking server=Opened; Closed
            engineNonBlocking client=Opened; EndOfStream; Closed
            engineNonBlocking server=Opened; Closed
            layeredAndClosed client=Opened; EndOfStream; Closed
            layeredAndClosed server=Opened; Closed
            layeredAndKept client=Opened; Closed
            layeredAndKept server=Opened; EndOfStream; Closed
            outputShut client=Opened; EndOfStream; Closed
            outputShut server=Opened; EndOfStream; Closed
            truncated client=Opened; EndOfStream; Closed
            truncated server=Opened; Closed""";

    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void lives_ofTls_areThoseOfTheConnectionBelow(TestJdk jdk) throws Exception {
        Path keys = keyStore(jdk);
        Scenes scenes = Scenes.played(
                () -> HostJvm.on(jdk).main(Tls.class).args(keys.toString(), String.join(",", PROTOCOLS)),
                directory.resolve("app.jfr"));
        Map<String, String> lives = new TreeMap<>();
        scenes.lives().forEach((end, life) -> lives.put(end, withoutShutdowns(life)));
        assertThat(lives.entrySet().stream().map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(PROTOCOLS.stream()
                        .flatMap(protocol -> LIVES.lines().map(life -> protocol + "/" + life))
                        .toList());
    }

    /**
     * Removes the shutdowns: which of them the JDK does, when and in which order, differs by its version, by the
     * protocol and by the moment; and so does whether a close_notify is unread when the connection below is closed.
     */
    private static String withoutShutdowns(String life) {
        return life.replaceAll("; Shutdown (in|out)put \\w+", "")
                .replaceAll("EndOfStream (ESTABLISHED|FIN_WAIT|CLOSE_WAIT|CLOSED)", "EndOfStream")
                .replaceAll("Closed( unread)? (ESTABLISHED|FIN_WAIT|CLOSE_WAIT|CLOSED)( .*)?$", "Closed");
    }

    private Path keyStore(TestJdk jdk) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder((jdk.program("keytool")
                                + " -genkeypair -alias own -keyalg RSA -keysize 2048 -dname CN=localhost -validity 2"
                                + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass " + Tls.PASSWORD + " -keystore "
                                + file)
                        .split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }
}
