// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.BothEnds;
import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where both ends are observed, the one that closes first is not charged for what the other leaves undone. */
class BothEndsIT {
    @OnJdks(Jdks.EDGES)
    void ends_oneDoesNotClose_isReportedAlone(TestJdk jdk) throws Exception {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main(BothEnds.class.getName()).classPath(classPath), "BothEnds-" + jdk.version());

        assertThat(run.sites())
                .extracting(site ->
                        site.problem() + "/" + site.cause() + " " + site.connections() + " at " + site.blamedMethod())
                .containsExactly("close-wait/end-of-stream-ignored 20 at " + BothEnds.class.getName() + ".poll");
        assertThat(run.connections())
                .extracting(connection -> connection.get("role").asText() + " "
                        + connection.get("state").asText())
                .containsOnly("client CLOSE_WAIT", "server FIN_WAIT_2")
                .hasSize(40);
    }
}
