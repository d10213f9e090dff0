// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.diagnose.Diagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a reader meets it, in a real browser; that has one page for all tests. */
@Tag("no-jdk")
@Execution(ExecutionMode.SAME_THREAD)
class ReportInBrowserIT {
    private static final String SITES = "[...document.querySelectorAll('article.site')].filter(each => !each.hidden)";
    private static final String REMOTES =
            "[...document.querySelectorAll('#remote-table tbody tr')].filter(each => !each.hidden)";

    /** A4 with margins of 1 cm, in CSS pixels. */
    private static final int PAPER = 718;

    /** The height of Letter on its side, with Chromium's margins, in CSS pixels. */
    private static final int LOW_SHEET = 739;

    /** Of {@code each}: it has more to the side than it shows. */
    private static final String SCROLLS =
            "['auto', 'scroll'].includes(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth";

    /** What no box that scrolls keeps within the page; charts write beside themselves. */
    private static final String BEYOND_THE_PAGE =
            """
            [...document.querySelectorAll('main *, footer *')]
                .filter(each => !each.closest('.icicle, .diagram')
                    && each.getBoundingClientRect().right > innerWidth + 0.5)
                .filter(each => { const box = each.parentElement.closest('.wide, pre');
                    return !box || getComputedStyle(box).overflowX === 'visible'; })
                .filter(each => !each.closest('svg svg'))
                .map(each => each.outerHTML.slice(0, 200))
            """;

    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() {
        assumeTrue(
                Browser.installed().isPresent(),
                "no Chromium on the PATH, so nobody has looked at the page; install it: apt-get install chromium");
        browser = Browser.start();
    }

    @AfterEach
    void isAsBefore() {
        browser.tell("Emulation.clearDeviceMetricsOverride", Map.of());
        prefers("light");
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void page_rendered_hasNoComplaintAndNoRequest() throws IOException {
        String address = open("leaky", Reported.leaky());

        assertThat(browser.text("document.title")).contains("3 leak sites");
        assertThat(browser.number("document.querySelectorAll('.state').length")).isEqualTo(12);
        assertThat(browser.number("document.querySelector('.diagram').getBoundingClientRect().height"))
                .isGreaterThan(300);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isSubsetOf(address, "data:,");
    }

    @Test
    void name_likeCode_isNeverRun() throws IOException {
        open("hostile", Reported.hostile());

        assertThat(browser.evaluate("window.broken === undefined").asBoolean()).isTrue();
        assertThat(browser.number("document.querySelectorAll('img, main script').length"))
                .isZero();
        assertThat(browser.text("document.querySelector('#remote-table code').textContent"))
                .isEqualTo(Reported.HOSTILE);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void policy_foreignCode_isStopped() throws IOException {
        open("policy", Reported.leaky());

        browser.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.broken = 1\">')");
        browser.evaluate("new Promise(done => setTimeout(done))");

        assertThat(browser.evaluate("window.broken === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints()).isNotEmpty();
    }

    @Test
    void filter_words_showsSitesAndRemotes() throws IOException {
        open("filter", Reported.leaky());
        assertThat(browser.number(SITES + ".length")).isEqualTo(3);

        type("#filter", "metrics 2003");
        assertThat(browser.text(SITES + ".map(each => each.id).join()"))
                .isEqualTo("short-lived-connections-Metrics.report-40");
        assertThat(browser.number(REMOTES + ".length")).isEqualTo(1);
        assertThat(browser.text("document.getElementById('filtered').textContent"))
                .isEqualTo("1 of 3 sites and 1 of 4 remotes shown");

        browser.evaluate("document.getElementById('filter').focus()");
        browser.press("Escape");
        assertThat(browser.number(SITES + ".length")).isEqualTo(3);
    }

    @Test
    void problem_chosen_filters() throws IOException {
        open("problem", Reported.leaky());

        browser.evaluate(
                """
                problem.value = 'time-wait'; problem.dispatchEvent(new Event('change'))
                """);

        assertThat(browser.text(SITES + ".map(each => each.dataset.problem).join()"))
                .isEqualTo("time-wait");
        assertThat(browser.text("[...document.querySelectorAll('#site-table tbody tr')]"
                        + ".filter(each => !each.hidden).map(each => each.dataset.site).join()"))
                .isEqualTo("short-lived-connections-Metrics.report-40");
    }

    @Test
    void remotes_columnPressed_areSorted() throws IOException {
        open("sort", Reported.leaky());
        String firstRemote = REMOTES + "[0].cells[0].textContent";
        String button = "document.querySelectorAll('#remote-table th button')";

        browser.evaluate(button + "[0].click()");
        assertThat(browser.text(firstRemote)).isEqualTo("[2001:db8::7]:2003");
        assertThat(browser.text(button + "[0].closest('th').ariaSort")).isEqualTo("ascending");

        browser.evaluate(button + "[2].focus()");
        browser.press("Enter");
        assertThat(browser.text(firstRemote)).isEqualTo("10.0.0.8:2003");
        browser.press("Enter");
        assertThat(browser.text(firstRemote)).isEqualTo("10.0.0.9:443");
    }

    @Test
    void theme_system_appliesUntilTheButton() throws IOException {
        String background = "getComputedStyle(document.body).backgroundColor";
        for (String theme : List.of("light", "dark")) {
            prefers(theme);
            open("theme", Reported.leaky());
            String theirs = browser.text(background);
            browser.evaluate("theme.click()");
            assertThat(browser.text(background)).isNotEqualTo(theirs);
            browser.evaluate("theme.click()");
            assertThat(browser.text(background)).isEqualTo(theirs);
            browser.evaluate("localStorage.clear()");
        }
    }

    @Test
    void stack_keyboard_isZoomed() throws IOException {
        open("zoom", Reported.leaky());
        String frames = "[...document.querySelectorAll('.icicle .frame')].filter(each => each.style.display !== 'none')"
                + ".filter(each => each.closest('.icicle') === document.querySelector('.icicle'))";
        int all = browser.number(frames + ".length");
        browser.evaluate("document.querySelector('.icicle .frame[data-told^=\"com.acme.Retry\"]').focus()");

        browser.press("Enter");
        assertThat(browser.number(frames + ".length")).isLessThan(all);
        assertThat(browser.text("document.activeElement.getAttribute('width')")).isEqualTo("100%");
        browser.press("ArrowUp");
        assertThat(browser.text("document.activeElement.dataset.told")).startsWith("com.acme.Feed.connect");
        browser.press("Escape");
        assertThat(browser.number(frames + ".length")).isEqualTo(all);
    }

    @Test
    void legend_pressed_hidesStates() throws IOException {
        open("legend", Reported.leaky());
        String area = "document.querySelector('#areas path[data-state=TIME_WAIT]').style.display";
        String key = "[...document.querySelectorAll('button.key')].find(each => each.textContent === 'TIME_WAIT')";

        browser.evaluate(key + ".focus()");
        browser.press(" ");
        assertThat(browser.text(key + ".ariaPressed")).isEqualTo("false");
        assertThat(browser.text(area)).isEqualTo("none");

        browser.press(" ");
        assertThat(browser.text(area)).isEmpty();
    }

    @Test
    void link_toASite_survivesReloadAndFilter() throws IOException {
        String address = open("link", Reported.leaky());
        String top = "document.getElementById('short-lived-connections-Metrics.report-40').getBoundingClientRect().top";

        browser.open(address + "#short-lived-connections-Metrics.report-40");
        assertThat(browser.number(top)).isBetween(0, 200);

        type("#filter", "com.acme.feed");
        assertThat(browser.number(SITES + ".length")).isEqualTo(2);
        browser.evaluate("location.hash = ''");
        browser.evaluate("document.querySelector('.diagram a[href$=\"report-40\"]')"
                + ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))");
        browser.evaluate("new Promise(done => setTimeout(done, 100))");
        assertThat(browser.number(SITES + ".length")).isEqualTo(3);
    }

    @Test
    void tab_everyControl_isReachedInOrder() throws IOException {
        open("tab", Reported.leaky());
        browser.evaluate("scrollTo(0, 0)");
        StringBuilder way = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            browser.press("Tab");
            String at = browser.text(
                    """
                    (() => { const at = document.activeElement;
                        return at.id || at.getAttribute('aria-label') || at.textContent.trim().slice(0, 40); })()
                    """);
            way.append(at).append('\n');
        }

        assertThat(way.toString())
                .containsSubsequence(
                        "Skip to the sites\n",
                        "Lastack\n",
                        "filter\n",
                        "problem\n",
                        "theme\n",
                        "Feed.poll",
                        "State diagram\n",
                        "to the worst site\n",
                        "TIME_WAIT\n",
                        "Link to site 1\n",
                        "Stacks as text\n",
                        "Link to site 2\n",
                        "Sort by Remote\n",
                        "Sort by Connections\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void page_accessibility_hasNoViolation(String theme) throws IOException {
        prefers(theme);
        open("axe-" + theme, Reported.leaky());
        openAll();
        browser.evaluate(axe());

        JsonNode violations = browser.evaluate(
                """
                axe.run(document).then(found => found.violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .map(each => each.id + ': ' + each.nodes.slice(0, 3)
                        .map(node => node.html + ' ' + node.failureSummary)))
                """);

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaky", "wide"})
    void narrowPage_allIsOpened_onlyItsBoxesScrollSideways(String name) throws IOException {
        isAsWideAs(390, true);
        open("narrow-" + name, name.equals("leaky") ? Reported.leaky() : Reported.wide());
        openAll();

        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(390);
        assertThat(browser.evaluate(BEYOND_THE_PAGE)).isEmpty();
        assertThat(browser.evaluate("[...document.querySelectorAll('main *')].filter(each => " + SCROLLS
                        + " && !each.matches('.wide, pre')).map(each => each.outerHTML)"))
                .isEmpty();
    }

    @Test
    void narrowPage_diagramIsWider_saysSoAndShowsTheDangerFirst() throws IOException {
        String cue = "document.querySelector('.cue').getBoundingClientRect().height";
        isAsWideAs(390, true);
        open("narrow-diagram", Reported.leaky());

        assertThat(browser.text("document.querySelector('.cue').innerText")).contains("scroll it sideways");
        assertThat(browser.number(cue)).isPositive();
        assertThat(browser.evaluate(
                                """
                                (() => { const at = document.querySelector('.state.danger').getBoundingClientRect();
                                    return at.left > 0 && at.right < 390; })()
                                """)
                        .asBoolean())
                .isTrue();

        isAsWideAs(1280, false);
        open("wide-diagram", Reported.leaky());

        assertThat(browser.number(cue)).isZero();
        assertThat(browser.evaluate("(each => " + SCROLLS + ")(document.querySelector('.drawing'))")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaky", "wide"})
    void printedPage_nothingIsCutOrScrolls(String name) throws IOException {
        isAsWideAs(PAPER, false);
        isPrinted();
        open("printed-" + name, name.equals("leaky") ? Reported.leaky() : Reported.wide());

        assertThat(browser.evaluate(BEYOND_THE_PAGE)).isEmpty();
        assertThat(browser.evaluate("[...document.querySelectorAll('main *')].filter(each => " + SCROLLS
                        + ").map(each => each.outerHTML)"))
                .isEmpty();
        assertThat(
                        browser.evaluate(
                                """
                        [...document.querySelectorAll('.icicle text')].filter(each => each.getClientRects().length)
                            .filter(each => each.getBoundingClientRect().right
                                > each.closest('.frame').querySelector('rect').getBoundingClientRect().right)
                            .map(each => each.textContent)
                        """))
                .isEmpty();
        assertThat(browser.number("Math.max(0, ...[...document.querySelectorAll('.icicle')]"
                        + ".map(each => each.getBoundingClientRect().height))"))
                .as("the highest picture, which must fit on a sheet")
                .isLessThan(LOW_SHEET);
        assertThat(browser.number("document.querySelector('.cue').getBoundingClientRect().height"))
                .isZero();
    }

    @Test
    void printedPage_hasTheMostFrequentStacksInFullAndSaysWhatItLeavesOut() throws IOException {
        isAsWideAs(PAPER, false);
        isPrinted();
        open("printed-stacks", Reported.wide());

        assertThat(browser.text("document.querySelector('article.site').innerText"))
                .contains("    at com.acme.Caller0.call(Caller0.java:9)\n")
                .doesNotContain("    at com.acme.Caller5.call(Caller5.java:9)\n")
                .contains("23 less frequent stacks left out: open");

        openAll();
        assertThat(browser.text("document.querySelector('article.site').innerText"))
                .contains("    at com.acme.Caller5.call(Caller5.java:9)\n")
                .doesNotContain("left out: open");
    }

    @Test
    void list_long_isShortUntilAsked() throws IOException {
        open("large", Reported.large(60));
        String rows = "[...document.querySelectorAll('#site-table tbody tr')]"
                + ".filter(each => each.getClientRects().length > 0).length";
        assertThat(browser.number(rows)).isEqualTo(10);

        isPrinted();
        assertThat(browser.number(rows)).as("on paper, which has no button").isEqualTo(60);
        prefers("light");

        browser.evaluate("document.querySelector('.show-all').click()");

        assertThat(browser.number(rows)).isEqualTo(60);
    }

    @Test
    void printedPage_isFiltered_saysSo() throws IOException {
        open("printed-filter", Reported.leaky());
        type("#filter", "metrics");
        isPrinted();

        assertThat(browser.text("document.body.innerText")).contains("1 of 3 sites and 1 of 4 remotes shown");
    }

    @Test
    void page_withoutScript_isReadable() throws IOException {
        browser.tell("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            open("plain", Reported.leaky());

            assertThat(browser.text("document.body.innerText"))
                    .contains("3 leak sites", "end-of-stream-ignored", "10.0.0.9:443");
            assertThat(browser.number("document.querySelector('.tools').getBoundingClientRect().height"))
                    .isZero();
        } finally {
            browser.tell("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
    }

    private static void prefers(String theme) {
        browser.tell(
                "Emulation.setEmulatedMedia",
                Map.of("media", "", "features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    private static void isPrinted() {
        browser.tell("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    private static void isAsWideAs(int pixels, boolean phone) {
        browser.tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 844, "deviceScaleFactor", 1, "mobile", phone));
    }

    private static void openAll() {
        browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })");
    }

    private static void type(String field, String words) {
        browser.evaluate("(() => { const field = document.querySelector('" + field + "'); field.value = '" + words
                + "'; field.dispatchEvent(new Event('input')); })()");
    }

    private static String open(String name, Diagnosis diagnosis) throws IOException {
        Path page = Files.writeString(folder.resolve(name + ".html"), Reported.page(diagnosis));
        String address = page.toUri().toString();
        browser.open(address);
        return address;
    }

    private static String axe() throws IOException {
        try (InputStream script = ReportInBrowserIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
