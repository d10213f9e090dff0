// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.ObservedRun.FoundSite;
import io.github.lastack.it.host.PortSearches;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Whoever looks for a free port, through whatever API, has failed nowhere; whoever needs the one that is taken has. */
class PortSearchIT {
    private static final String HOST = PortSearches.class.getName();

    @OnJdks(Jdks.EDGES)
    void portsAreTaken_searchesAreNotedAndFailuresFound(TestJdk jdk) throws Exception {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        ObservedRun run =
                ObservedRun.of(HostJvm.on(jdk).main(HOST).classPath(classPath), "PortSearches-" + jdk.version());

        assertThat(run.exitCode()).isZero();
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
        assertThat(run.sites())
                .filteredOn(site -> site.problem().equals("bind-failed"))
                .extracting(FoundSite::blamedMethod)
                .containsExactlyInAnyOrder(HOST + ".needed", HOST + ".awaited");
        assertThat(notes(run)).as("one for each API").hasSize(9).allSatisfy(note -> assertThat(note)
                .contains("while looking for a free port at " + HOST + "."));
    }

    private static List<String> notes(ObservedRun run) throws Exception {
        JsonNode summary = CommandRun.reading("summary", run.recording(), "--format", "json")
                .json();
        return StreamSupport.stream(summary.get("notes").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
