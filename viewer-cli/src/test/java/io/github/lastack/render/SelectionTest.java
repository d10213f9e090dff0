// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.select.ConnectionOrder;
import io.github.lastack.diagnose.select.ConnectionSelection;
import io.github.lastack.diagnose.select.Filter;
import io.github.lastack.diagnose.select.RemoteName;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.ConnectionsText;
import io.github.lastack.render.text.SitesText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What filters take and leave out, of the recording with four leaks and 39 connections. */
class SelectionTest {
    private static final Diagnosis LEAKY =
            Diagnoser.diagnose(GoldenTest.recordings().get("leaky"));
    private static final int ALL = Integer.MAX_VALUE;

    @Test
    void sites_selected_keepTheirNumbers() {
        String text = sites(List.of(Problem.TIME_WAIT), null, null, 1);

        assertThat(text)
                .contains("\n3. time-wait / short-lived-connections")
                .doesNotContain("\n1. ", "\n4. ")
                .contains("\n1 of 4 sites shown; 2 left out by --problem, 1 by --top\n");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 1",
        "10.0.0.7:8080, 1",
        "10.0.0.7:80, 0",
        "10.0.0, 0",
        "2001:db8::7, 1",
        "2001:db8:0:0::7, 1",
        "[2001:db8::7], 1",
        "[2001:db8::7]:443, 1",
        "[2001:db8::7]:80, 0",
        "10.0.0.9, 1"
    })
    void sites_byRemote_areSelected(String remote, int sites) {
        assertThat(SiteSelection.of(LEAKY.sites(), SiteSelection.having(List.of(), RemoteName.of(remote), null), ALL)
                        .sites())
                .hasSize(sites);
    }

    @ParameterizedTest
    @CsvSource({"com.acme, 4", "org.apache.http, 1", "org.apache.http., 1", "com.acm, 0", "org.apache.ht, 0"})
    void sites_byPackage_areSelected(String name, int sites) {
        assertThat(SiteSelection.of(LEAKY.sites(), SiteSelection.having(List.of(), null, name), ALL)
                        .sites())
                .hasSize(sites);
    }

    @Test
    void sites_all_leaveNothingOut() {
        assertThat(sites(List.of(), null, null, ALL)).doesNotContain("left out");
    }

    @Test
    void connections_byEveryOption_areFiltered() {
        assertThat(ids(ConnectionSelection.having(List.of(TcpState.CLOSE_WAIT), null, null, null)))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 40L);
        assertThat(ids(ConnectionSelection.having(List.of(), RemoteName.of("2001:db8::7"), null, null)))
                .containsExactly(5L);
        assertThat(ids(ConnectionSelection.having(
                        List.of(), null, LEAKY.sites().get(0).fingerprint(), null)))
                .containsExactly(1L, 2L, 3L, 4L, 40L);
        assertThat(ids(ConnectionSelection.having(List.of(), null, null, Role.SERVER)))
                .hasSize(12);
    }

    @Test
    void connections_leftOut_areCounted() {
        ConnectionSelection selection = selection(
                ConnectionSelection.having(List.of(TcpState.CLOSE_WAIT), RemoteName.of("10.0.0.7"), null, null),
                ConnectionOrder.IN_STATE,
                2);

        String text =
                ConnectionsText.of(LEAKY.with(selection.connections(), List.of()), selection.leftOut(), Style.PLAIN);

        assertThat(text).endsWith("\n\n2 of 39 connections shown; 33 left out by --state, 1 by --remote, 3 by --top\n");
    }

    @Test
    void connections_byOrder_areSorted() {
        Filter<Diagnosis.Connection> some = ConnectionSelection.having(List.of(TcpState.CLOSE_WAIT), null, null, null);

        assertThat(ids(selection(some, ConnectionOrder.NEWEST, ALL))).containsExactly(40L, 5L, 4L, 3L, 2L, 1L);
        assertThat(ids(selection(some, ConnectionOrder.IN_STATE, ALL))).containsExactly(1L, 2L, 3L, 4L, 5L, 40L);
        assertThat(ids(selection(some, ConnectionOrder.REMOTE, ALL))).containsExactly(1L, 2L, 3L, 4L, 40L, 5L);
    }

    @ParameterizedTest
    @EnumSource
    void top_anyOrder_isTheFirst(ConnectionOrder order) {
        List<Long> all = ids(selection(new Filter<>(), order, ALL));
        List<Diagnosis.Connection> shuffled = new ArrayList<>(LEAKY.connections());
        Collections.shuffle(shuffled, new Random(7));
        ConnectionSelection seven = new ConnectionSelection(new Filter<>(), order, 7);
        shuffled.forEach(seven::add);

        assertThat(ids(seven)).isEqualTo(all.subList(0, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 100, 80, 70})
    void table_terminal_fits(int width) {
        String text = ConnectionsText.of(LEAKY, new Style(false, width));

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(text).contains("REMOTE", "STATE", "Feed.connect(Feed.java:31)");
    }

    @Test
    void table_pipe_isWhole() {
        assertThat(ConnectionsText.of(LEAKY, Style.PLAIN)).contains("ROLE", "LOCAL", "com.acme.Feed.connect");
    }

    private static String sites(List<Problem> problems, RemoteName remote, String inPackage, int top) {
        return SitesText.of(
                LEAKY,
                SiteSelection.of(LEAKY.sites(), SiteSelection.having(problems, remote, inPackage), top),
                Style.PLAIN);
    }

    private static List<Long> ids(Filter<Diagnosis.Connection> filter) {
        return ids(selection(filter, ConnectionOrder.OPENED, ALL));
    }

    private static List<Long> ids(ConnectionSelection selection) {
        return selection.connections().stream()
                .map(connection -> connection.history().id())
                .toList();
    }

    private static ConnectionSelection selection(Filter<Diagnosis.Connection> filter, ConnectionOrder order, int top) {
        ConnectionSelection selection = new ConnectionSelection(filter, order, top);
        LEAKY.connections().forEach(selection::add);
        return selection;
    }
}
