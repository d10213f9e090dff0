// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.nio.file.Files;
import java.nio.file.Path;

/** The packed command line on every Java: it runs, or says in one line what it takes. */
class OldJavaIT {
    @OnJdks(Jdks.EVERY)
    void java_thatIsTooOld_isNamedInOneLine(TestJdk jdk) throws Exception {
        String java = jdk.home().resolve("bin/java").toString();
        Path out = Files.createTempFile("lastack", ".out");
        Process lastack = new ProcessBuilder(java, "-jar", CommandRun.jar("cli"), "--version")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int exitCode = lastack.waitFor();
        String said = Files.readString(out);
        Files.delete(out);

        if (jdk.version() < 17) {
            assertThat(exitCode).isEqualTo(3);
            assertThat(said)
                    .hasLineCount(1)
                    .startsWith("lastack: needs Java 17 or later to run; this is ")
                    .contains(jdk.home().toString());
        } else {
            assertThat(exitCode).as(said).isZero();
            assertThat(said).startsWith("lastack ");
        }
    }
}
