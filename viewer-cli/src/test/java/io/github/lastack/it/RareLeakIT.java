// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.RareLeak;
import java.util.List;

/** A leak of one connection in a thousand, among more than are recorded individually. */
class RareLeakIT {
    private static final int CONNECTIONS = 10_000;
    private static final int LEAKED = CONNECTIONS / 1_000;

    /**
     * Where the end of the stream is read, of those that are recorded individually; where they are opened, of those in
     * the sample.
     */
    private static final List<String> BLAMED = List.of(
            RareLeak.class.getName() + ".main(", RareLeak.class.getName() + ".openAndForget(", "(not sampled: ");

    @OnJdks(Jdks.EDGES)
    void everyLeakedConnection_isFound_andBlamedOnItsOwnLineOrOnNone(TestJdk jdk) throws Exception {
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).busy().main(RareLeak.class).args(String.valueOf(CONNECTIONS)),
                "RareLeak-" + jdk.version());
        List<ObservedRun.FoundSite> leaks = run.sites().stream()
                .filter(site -> site.problem().equals("close-wait"))
                .toList();

        assertThat(leaks).allSatisfy(site -> {
            assertThat(site.cause()).isEqualTo("end-of-stream-ignored");
            assertThat(site.stillOpen()).isEqualTo(site.connections());
            assertThat(BLAMED).anyMatch(site.blame()::startsWith);
        });
        assertThat(leaks.stream().mapToInt(ObservedRun.FoundSite::connections).sum())
                .isEqualTo(LEAKED);
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
    }
}
