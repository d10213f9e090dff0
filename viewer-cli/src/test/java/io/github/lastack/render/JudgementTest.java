// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.diff.Change;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.json.CheckJson;
import io.github.lastack.render.junit.CheckJUnit;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.Verdict;
import io.github.lastack.render.text.CheckText;
import io.github.lastack.render.text.DiffText;
import io.github.lastack.render.text.SitesText;
import io.github.lastack.render.text.SummaryText;
import io.github.lastack.scenario.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * "No leak found" is a claim, and a check that passes is another: both are made only where a leak would have been
 * found.
 */
class JudgementTest {
    private static final String TOO_SHORT = "the recording is shorter than the limit: ";

    @Test
    void recording_shorterThanTheLimit_withConnectionsOpen_isNotJudged() {
        Diagnosis diagnosis = Diagnoser.diagnose(idle(1).endsAt(8));

        assertThat(SummaryText.of(diagnosis, Style.PLAIN))
                .startsWith("leaks could not be judged: the recording is shorter than the limit\n")
                .contains("5 for less than 10 s (below the reporting limit)", TOO_SHORT + "8 s of 10 s")
                .doesNotContain("no leak found", "No connection was in");
        assertThat(SitesText.of(diagnosis, Style.PLAIN))
                .contains("5 in CLOSE_WAIT for less than 10 s (below the reporting limit)")
                .doesNotContain("no leak found");
        assertThat(checks(diagnosis)).allMatch(Check::isUnjudged).noneMatch(Check::passed);
    }

    @Test
    void diff_ofWhatCouldNotBeJudged_claimsNothing() {
        Diagnosis before = Diagnoser.diagnose(healthy().endsAt(60));
        Diagnosis after = Diagnoser.diagnose(healthy().endsAt(3));

        assertThat(DiffText.of(before, before, Change.between(before, before), Style.PLAIN))
                .startsWith("no leak found in either\n");
        assertThat(DiffText.of(before, after, Change.between(before, after), Style.PLAIN))
                .startsWith("nothing found in either, but not everything could be judged\n")
                .contains("Not known (after)", TOO_SHORT);
    }

    @Test
    void check_whatCouldNotBeJudged_isNeitherPassedNorFound() throws IOException {
        Diagnosis diagnosis = Diagnoser.diagnose(idle(1).endsAt(8));
        List<Check> checks = checks(diagnosis);
        StringWriter json = new StringWriter();
        StringWriter xml = new StringWriter();
        CheckJson.write(diagnosis, checks, json);
        CheckJUnit.write(diagnosis, checks, xml);

        assertThat(CheckText.of(diagnosis, checks, Style.PLAIN).replace('\n', ' '))
                .startsWith("NOT JUDGED  0 connections in close-wait, 0 allowed by --max-close-wait")
                .contains("could not be judged: " + TOO_SHORT, "record longer, or set closewait=TIME")
                .doesNotContain("FAILED");
        assertThat(json.toString())
                .contains("\"judged\": false", "\"passed\": false", "\"whole\": false", "\"tooYoung\": 5", TOO_SHORT);
        assertThat(DocumentedJson.faults(json.toString())).isEmpty();
        assertThat(xml.toString())
                .contains("failures=\"0\" errors=\"1\"", "<error ", "message=\"could not be judged: " + TOO_SHORT);
    }

    @Test
    void check_moreThanIsAllowed_isFoundAlsoWhereNotAllWasJudged() {
        Scenario scenario = idle(1);
        scenario.connection(9)
                .channel()
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .collected();
        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(8));
        Check check = Check.connections(diagnosis, "--max-never-closed", Problem.NEVER_CLOSED, 0);

        assertThat(check.isExceeded()).isTrue();
        assertThat(check.isUnjudged()).isFalse();
        assertThat(SummaryText.of(diagnosis, Style.PLAIN)).contains(TOO_SHORT);
    }

    @Test
    void shortTest_withAShorterLimit_isJudgedByThat() {
        Diagnosis diagnosis = Diagnoser.diagnose(healthy().closeWaitLimit(0.5).endsAt(3));

        assertThat(diagnosis.judgement().isWhole()).isTrue();
        assertThat(SummaryText.of(diagnosis, Style.PLAIN)).startsWith("no leak found\n");
        assertThat(checks(diagnosis)).allMatch(Check::passed);
    }

    @Test
    void shortTest_thatLeavesNothingOpen_isJudged() {
        Scenario scenario = scenario();
        scenario.connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .closed(at("Feed.poll(Feed.java:60)"));

        assertThat(checks(Diagnoser.diagnose(scenario.endsAt(3)))).allMatch(Check::passed);
    }

    @Test
    void healthyProgram_withYoungOnesAtTheEnd_passes() {
        Diagnosis diagnosis = Diagnoser.diagnose(idle(59.99).endsAt(60));

        assertThat(checks(diagnosis)).allMatch(Check::passed);
        assertThat(SummaryText.of(diagnosis, Style.PLAIN))
                .startsWith("no leak found\n")
                .contains("5 for less than 10 s (below the reporting limit)");
    }

    @Test
    void shortRecording_ofAJvmThatWasWatchedForLong_isJudged() {
        Diagnosis diagnosis = Diagnoser.diagnose(healthy().watchedSince(-60).endsAt(3));

        assertThat(diagnosis.judgement().isWhole()).isTrue();
    }

    @Test
    void longRecording_inWhichTheAgentCameLate_isNotJudged() {
        Diagnosis diagnosis = Diagnoser.diagnose(healthy().watchedSince(55).endsAt(60));

        assertThat(Verdict.notKnown(diagnosis))
                .singleElement()
                .asString()
                .startsWith("the agent watched for 5 s, which is shorter than the limit of 10 s");
    }

    @Test
    void failedHook_leavesNothingJudged() {
        SocketFact.Hooks hooks =
                new SocketFact.Hooks(List.of(), List.of(), List.of(), List.of("sun.nio.ch.A.b()V: none"), List.of());
        Diagnosis diagnosis = Diagnoser.diagnose(healthy().hooks(hooks).endsAt(60));

        assertThat(Verdict.headline(diagnosis, Style.PLAIN))
                .isEqualTo("leaks could not be judged: the agent could not watch every method");
        assertThat(checks(diagnosis)).noneMatch(Check::passed);
        assertThat(Check.open(diagnosis, "--max-open", 9).passed()).isFalse();
    }

    @Test
    void kernelThatWasNotAsked_leavesUnjudgedWhatOnlyItTells() {
        Diagnosis diagnosis = Diagnoser.diagnose(healthy().kernelNotAsked().endsAt(60));

        assertThat(Verdict.headline(diagnosis, Style.PLAIN))
                .isEqualTo("leaks could not be judged: the kernel could not be asked");
        assertThat(checks(diagnosis)).noneMatch(Check::passed);
        assertThat(Check.open(diagnosis, "--max-open", 9).passed()).isTrue();
        assertThat(Check.connections(diagnosis, "--fail-on", Problem.BIND_FAILED, 0)
                        .passed())
                .isTrue();
    }

    @Test
    void recording_thatIsNotWhole_isNotJudged() {
        Diagnosis diagnosis = Diagnoser.diagnose(
                healthy().loss("app.jfr is cut off after byte 4711").endsAt(60));

        assertThat(Verdict.headline(diagnosis, Style.PLAIN))
                .isEqualTo("leaks could not be judged: the recording is incomplete");
        assertThat(checks(diagnosis)).noneMatch(Check::passed);
        assertThat(checks(diagnosis).stream().map(Check::takenForJudged)).allMatch(Check::passed);
    }

    private static List<Check> checks(Diagnosis diagnosis) {
        return List.of(Check.connections(diagnosis, "--max-close-wait", Problem.CLOSE_WAIT, 0));
    }

    /** Five connections whose peer closes at that second, and nobody reads. */
    private static Scenario idle(double closed) {
        Scenario scenario = scenario();
        for (int id = 1; id <= 5; id++) {
            scenario.connection(id)
                    .at(0.5)
                    .opened(at("Feed.connect(Feed.java:31)"))
                    .at(closed)
                    .probed(TcpState.CLOSE_WAIT);
        }
        return scenario;
    }

    /** One connection that is in use. */
    private static Scenario healthy() {
        Scenario scenario = scenario();
        scenario.connection(1).at(0.5).opened(at("Feed.connect(Feed.java:31)"));
        return scenario;
    }
}
