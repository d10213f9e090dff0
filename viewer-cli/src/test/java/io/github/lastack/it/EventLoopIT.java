// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.OnEventLoop;
import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What an event loop connects or binds in a task of its own is blamed on the code that asked for it. */
class EventLoopIT {
    @OnJdks(Jdks.EDGES)
    void channels_areMadeInOneTaskAndUsedInALaterOne_areBlamedOnTheirMaker(TestJdk jdk) throws Exception {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("netty"))
                .map(Path::of)
                .toArray(Path[]::new);
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main(OnEventLoop.class).classPath(classPath), "OnEventLoop-" + jdk.version());

        assertThat(run.sites())
                .extracting(
                        ObservedRun.FoundSite::problem,
                        ObservedRun.FoundSite::cause,
                        ObservedRun.FoundSite::connections,
                        ObservedRun.FoundSite::blamedMethod)
                .containsExactlyInAnyOrder(
                        tuple("stalled", "unread-data", 3, OnEventLoop.class.getName() + ".fetch"),
                        tuple("bind-failed", "address-in-use", 1, OnEventLoop.class.getName() + ".serve"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
    }
}
