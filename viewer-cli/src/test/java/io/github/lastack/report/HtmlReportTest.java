// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.scenario.Scenario;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile(" href=\"([^\"]+)\"");

    @Test
    void hole_every_isFilled() {
        assertThat(Reported.page(Reported.leaky()))
                .startsWith("<!DOCTYPE html>")
                .doesNotContain("<!--hole", "report.css", "report.js");
    }

    @Test
    void verdict_leaky_comesFirstAndSitesHaveAnchors() {
        String page = Reported.page(Reported.leaky());

        assertInOrder(
                page,
                "3 leak sites",
                "href=\"#end-of-stream-ignored-Feed.poll-58\"",
                "href=\"#short-lived-connections-Metrics.report-40\"",
                "Not known",
                "cut off after byte 4711",
                "class=\"diagram\"",
                "id=\"areas\"",
                "id=\"end-of-stream-ignored-Feed.poll-58\"",
                "id=\"short-lived-connections-Metrics.report-40\"",
                "id=\"remote-table\"");
    }

    @Test
    void badge_ofTimeWait_isMildAndOfALeakIsNot() {
        String page = Reported.page(Reported.leaky());

        assertThat(page)
                .contains("<span class=\"badge mild\">\u25b3 time-wait</span>")
                .contains("<span class=\"badge\">\u25b2 close-wait</span>");
    }

    @Test
    void link_every_staysInThePage() {
        String page = Reported.page(Reported.leaky());

        Matcher links = LINK.matcher(page);
        while (links.find()) {
            String target = links.group(1);
            if (!target.equals("data:,")) {
                assertThat(target).startsWith("#");
                assertThat(page).contains(" id=\"" + target.substring(1) + "\"");
            }
        }
        assertThat(ID.matcher(page).results().map(id -> id.group(1))).doesNotHaveDuplicates();
    }

    @Test
    void page_any_loadsNothing() {
        String page = Reported.page(Reported.leaky());

        assertThat(page)
                .contains("Content-Security-Policy\" content=\"default-src &#39;none&#39;;".replace("&#39;", "'"))
                .doesNotContain("src=\"http", "url(http", "@import", "unsafe-inline");
    }

    @Test
    void name_fromOutside_staysText() {
        String page = Reported.page(Reported.hostile());

        assertThat(page)
                .contains("&lt;/script&gt;&lt;/style&gt;&lt;img")
                .doesNotContain("<img", "<b onclick", "<svg onload");
        assertThat(page.split("</script>", -1)).hasSize(3); // the data's and the script's own
    }

    @Test
    void character_directional_isReplaced() {
        assertThat(new Markup().text("moc.\u202Eelpmaxe\u0000").toString()).isEqualTo("moc.\uFFFDelpmaxe\uFFFD");
    }

    @Test
    void stacks_sameFrames_shareRows() {
        String page = Reported.page(Reported.leaky());

        assertThat(page)
                .contains("data-told=\"com.acme.Feed.connect(Feed.java:31), 4 connections\"")
                .contains("data-told=\"com.acme.Feed.poll(Feed.java:55), 3 connections\"")
                .contains("data-told=\"com.acme.Retry.again(Retry.java:9), 1 connection\"")
                .contains("data-told=\"1 to 2 frames of the JDK, 4 connections\"");
    }

    @Test
    void diagram_leaky_hasCountsAndInferred() {
        String page = Reported.page(Reported.leaky());

        assertThat(page)
                .contains("ESTABLISHED to CLOSE_WAIT (peer&#39;s FIN): 4 taken, observed")
                .contains("FIN_WAIT_2 to TIME_WAIT (peer&#39;s FIN): 40 taken, 0 observed, 40 inferred")
                .contains("FIN_WAIT_1 to CLOSING (peer&#39;s FIN): never taken")
                .contains("\u25b2 4 held too long")
                .contains("\u25b2 29 needless");
    }

    @Test
    void reset_noArrowInTheFigure_leavesTheBox() {
        assertThat(Reported.page(Reported.leaky())).contains("ESTABLISHED to CLOSED (reset): 1 taken, observed");
        assertThat(Reported.page(Reported.healthy())).doesNotContain("(reset): 1 taken");
    }

    @Test
    void siteFromBeforeTheAgentCame_saysSoWhereItsFrameWouldBe() {
        String page = Reported.page(Reported.foundAtTheAttach());

        assertInOrder(
                page,
                "not known: open before the agent was attached</span></a>",
                "at least 1 min 40 s",
                "<p class=\"blamed\"><span class=\"home\">not known: open before the agent was attached</span>",
                "id=\"remote-table\"",
                "1 not known: open before the agent was attached</a>");
        assertThat(page).doesNotContain("no stack was recorded</strong>");
    }

    @Test
    void recording_healthy_saysSo() {
        assertThat(Reported.page(Reported.healthy()))
                .contains("no leak found", "No connection was in CLOSE_WAIT for 10 s or more")
                .doesNotContain("id=\"worst\"><", "class=\"way danger");
    }

    @Test
    void recording_thatCouldNotBeJudged_isNotCalledHealthy() {
        Scenario scenario = Scenario.scenario();
        scenario.connection(1).at(1).opened(Scenario.at("Feed.connect(Feed.java:31)"));

        assertThat(Reported.page(Diagnoser.diagnose(scenario.endsAt(3))))
                .contains("leaks could not be judged: the recording is shorter than the limit")
                .doesNotContain("no leak found", "class=\"healthy\"", "\u2713");
    }

    @Test
    void recording_withoutConnections_isAPage() {
        assertThat(Reported.page(Reported.empty()))
                .contains("No connection was recorded.", "No connection had a remote.", "never taken");
    }

    @Test
    void lists_long_areCut() {
        String page = Reported.page(Reported.large(700));

        assertThat(page)
                .contains("700 leak sites")
                .contains("<dt>leaked now</dt><dd>700</dd>")
                .contains("and 500 more; &#39;lastack sites&#39; lists them")
                .contains("and 200 more remotes with 200 connections");
        assertThat(page.length()).isLessThan(3_000_000);
    }

    @Test
    void data_ofTheScript_isJson() throws IOException {
        String page = Reported.page(Reported.leaky());

        String json = page.substring(page.indexOf("id=\"data\">") + 10);
        JsonNode data = new ObjectMapper().readTree(json.substring(0, json.indexOf("</script>")));

        assertThat(data.get("length").asInt()).isEqualTo(100_000);
        assertThat(data.get("states").findValuesAsText("state"))
                .contains("CLOSE_WAIT", "TIME_WAIT")
                .doesNotContain("CLOSED");
    }

    /** What AssertJ's containsSubsequence says of short texts; of a page it takes ten seconds. */
    private static void assertInOrder(String page, String... parts) {
        int from = 0;
        for (String part : parts) {
            int at = page.indexOf(part, from);
            assertThat(at).as("%s after character %d", part, from).isNotNegative();
            from = at + part.length();
        }
    }
}
