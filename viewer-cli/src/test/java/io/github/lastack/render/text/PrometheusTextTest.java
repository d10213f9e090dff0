// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void count_ofAState_hasItsLabels() {
        assertThat(text(Map.of("client.state.close_wait", "3")))
                .contains("# TYPE lastack_open_connections gauge\n"
                        + "lastack_open_connections{lastack_connection_role=\"client\","
                        + "network_connection_state=\"close_wait\"} 3\n");
    }

    @Test
    void value_thatTheAgentDoesNotTell_isNoZero() {
        String text = text(Map.of("client.opened", "12"));

        assertThat(text).contains("lastack_connections_opened_total{lastack_connection_role=\"client\"} 12\n");
        assertThat(text)
                .doesNotContain("lastack_connection_role=\"server\"")
                .doesNotContainPattern("(?m)^lastack_close_wait_oldest_seconds");
    }

    @Test
    void time_isInSeconds() {
        assertThat(text(Map.of("oldestCloseWaitMillis", "61250")))
                .contains("\nlastack_close_wait_oldest_seconds 61.250\n");
    }

    @Test
    void leak_namesItsCode() {
        assertThat(text(Map.of("leak.0", "close-wait half-closed 4 9500 com.acme.Feed.poll(Feed.java:58)")))
                .contains("lastack_leaking_connections{code_function_name=\"com.acme.Feed.poll\","
                        + "code_line_number=\"58\",lastack_cause=\"half-closed\",lastack_problem=\"close-wait\"} 4\n")
                .contains("lastack_problem=\"close-wait\"} 9.500\n");
    }

    @Test
    void leak_withoutALine_hasNoLineLabel() {
        assertThat(text(Map.of("leak.0", "close-wait half-closed 1 2000 unknown")))
                .contains("lastack_leaking_connections{code_function_name=\"unknown\",lastack_cause=")
                .doesNotContain("code_line_number");
    }

    private static String text(Map<String, String> values) {
        return PrometheusText.of(values, "0.1.0", SINCE);
    }
}
