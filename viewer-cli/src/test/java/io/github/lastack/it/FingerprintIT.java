// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.agent.it.TestJdks;
import io.github.lastack.it.host.ForgottenLines;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One bug is the same in every run, on every JDK: its fingerprint holds nothing that a JVM has counted. */
class FingerprintIT {
    @Test
    void fingerprint_acrossRunsAndJdks_isTheSame() throws Exception {
        Map<String, TreeSet<String>> byRun = new LinkedHashMap<>();
        for (TestJdk jdk : TestJdks.listed()) {
            for (int run = 1; run <= 2; run++) {
                byRun.put(jdk.version() + ", run " + run, fingerprints(jdk, run));
            }
        }

        String start = "close-wait/end-of-stream-ignored/client/" + ForgottenLines.class.getName();
        assertThat(byRun.values().iterator().next())
                .hasSize(2)
                .anyMatch(fingerprint -> fingerprint.matches(Pattern.quote(start + ".answer:") + "\\d+"))
                .anyMatch(fingerprint -> fingerprint.matches(Pattern.quote(start + ".lambda$main:") + "\\d+"));
        assertThat(byRun.values())
                .as(byRun.toString())
                .containsOnly(byRun.values().iterator().next());
    }

    private static TreeSet<String> fingerprints(TestJdk jdk, int run) throws Exception {
        Path classes = Path.of(ForgottenLines.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ObservedRun observed = ObservedRun.of(
                HostJvm.on(jdk)
                        .main(ForgottenLines.class.getName())
                        .classPath(classes, Path.of(CommandRun.jar("samples")))
                        .args(Integer.toString(run)),
                "ForgottenLines-" + jdk.version() + "-" + run);
        List<JsonNode> sites = observed.asked("sites");
        TreeSet<String> fingerprints = new TreeSet<>();
        sites.forEach(site -> fingerprints.add(site.get("fingerprint").asText()));
        return fingerprints;
    }
}
