// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Path;

/** A key of the loopback's own, with its certificate. */
final class KeyStores {
    private KeyStores() {}

    /** With the keytool of that JDK, so that it can read what was written. */
    static Path in(Path directory, TestJdk jdk, String password) throws IOException, InterruptedException {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder((jdk.program("keytool")
                                + " -genkeypair -alias own -keyalg RSA -keysize 2048 -dname CN=localhost -validity 2"
                                + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass " + password
                                + " -keystore " + file)
                        .split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }
}
