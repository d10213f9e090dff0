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
import io.github.lastack.it.host.ForgottenResponse;
import io.github.lastack.it.host.HalfClosedEcho;
import io.github.lastack.it.host.NeverRead;
import io.github.lastack.it.host.SleepyServlet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Leaks in libraries that know nothing of Lastack, on every JDK. */
class LibrariesIT {
    @OnJdks(Jdks.EDGES)
    void apacheHttpClient_responseNeverClosed_isReported(TestJdk jdk) throws Exception {
        ObservedRun run = run(jdk, ForgottenResponse.class);
        FoundSite site = onlySite(run, "end-of-stream-unread");
        assertThat(site.blamedMethod()).isEqualTo(ForgottenResponse.class.getName() + ".fetch");
        assertThat(run.asked("sites").get(0).get("advice").asText())
                .startsWith("close or consume the response (try-with-resources)");
        assertRole(run, "client");
    }

    @OnJdks(Jdks.EDGES)
    void jetty_clientsLeaveWhileTheServletSleeps_isReported(TestJdk jdk) throws Exception {
        ObservedRun run = run(jdk, SleepyServlet.class);
        FoundSite site = onlySite(run, "end-of-stream-unread");
        assertThat(site.blame()).matches("(io\\.github\\.lastack\\.it\\.host|org\\.eclipse\\.jetty)\\..*");
        assertRole(run, "server");
    }

    @OnJdks(Jdks.EDGES)
    void netty_halfClosureNeverClosed_isReported(TestJdk jdk) throws Exception {
        ObservedRun run = run(jdk, HalfClosedEcho.class);
        FoundSite site = onlySite(run, "end-of-stream-ignored");
        assertThat(site.blame()).matches("(io\\.github\\.lastack\\.it\\.host|io\\.netty)\\..*");
        assertRole(run, "server");
    }

    @OnJdks(Jdks.EDGES)
    void answerThatNobodyEverRead_isToldFromOneOfWhichSomeWas(TestJdk jdk) throws Exception {
        List<JsonNode> sites = run(jdk, NeverRead.class).asked("sites");
        assertThat(sites).hasSize(4);
        for (JsonNode site : sites) {
            assertThat(site.get("cause").asText()).isEqualTo("unread-data");
            assertThat(site.get("because").asText().endsWith("; nothing was ever read from them"))
                    .as(site.get("blame").asText())
                    .isEqualTo(site.get("blame").asText().contains("NeverRead(NeverRead.java"));
        }
    }

    private static ObservedRun run(TestJdk jdk, Class<?> host) throws IOException, InterruptedException {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main(host.getName()).classPath(classPath), host.getSimpleName() + "-" + jdk.version());
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
        assertThat(run.openByReplay()).isEqualTo(run.openByKernel());
        return run;
    }

    /** All three hosts leak three connections in CLOSE_WAIT at one site. */
    private static FoundSite onlySite(ObservedRun run, String cause) {
        List<FoundSite> sites = run.sites();
        assertThat(sites).hasSize(1);
        FoundSite site = sites.get(0);
        assertThat(site).isEqualTo(new FoundSite("close-wait", cause, 3, 3, site.blame()));
        return site;
    }

    private static void assertRole(ObservedRun run, String role) {
        assertThat(run.connections())
                .hasSize(3)
                .allMatch(c -> c.get("role").asText().equals(role));
    }
}
