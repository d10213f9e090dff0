// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.render.DocumentedJson;
import io.github.lastack.render.json.AgentJson;
import io.github.lastack.render.layout.Style;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AgentStatusTest {
    private long unconnectedBefore;

    @Test
    void text_tooFast_saysRecordedAndCounted() {
        assertThat(AgentText.of(busy(), Style.PLAIN))
                .isEqualTo(
                        """
                        the agent is running in process 4711, version 1.0, since 00:00:01 UTC
                          options   detail=1000
                          recorded  12,345 connections, 1,000,000 more aggregated (rate above detail)
                          open      40 CLOSE_WAIT
                          probe     every 4.2 s
                          kernel    is asked for states
                          hooks     26 methods watched
                          errors    2 errors suppressed, the last: java.io.IOException: no
                        """);
    }

    @Test
    void text_notTooFast_saysSo() {
        assertThat(AgentText.of(with(true, 3, 0), Style.PLAIN)).contains("  recorded  3 connections\n");
    }

    @Test
    void text_withoutRecording_saysNothingIsKept() {
        assertThat(AgentText.of(with(false, 0, 0), Style.PLAIN))
                .contains("  recorded  no: no recording is running; 'lastack record' starts one\n")
                .contains("  opened    no connections yet\n")
                .contains("  probe     off\n");
    }

    @Test
    void agent_older_isNotTakenToHaveCountedNone() {
        AgentStatus older = status(true, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

        assertThat(AgentText.of(older, Style.PLAIN))
                .contains("  recorded  yes\n")
                .doesNotContain("connections", "probe");
        assertThat(json(older)).doesNotContain("described", "counted", "probeInterval");
    }

    @Test
    void descriptorsWithoutAConnection_fromBeforeTheAgent_areNamedApart() {
        unconnectedBefore = 6;

        assertThat(AgentText.of(busy(), Style.PLAIN))
                .contains("            6 descriptors without a connection, opened before the agent was attached\n");
        assertThat(json(busy())).contains("\"unconnectedBeforeAgent\": 6,");
    }

    @Test
    void json_status_saysTheSame() {
        assertThat(json(busy()))
                .contains("\"described\": 12345,", "\"counted\": 1000000,", "\"probeInterval\": 4.2,")
                .contains("\"CLOSE_WAIT\": 40", "\"agentErrors\": 2,");
    }

    @Test
    void document_everyStatus_followsTheSchema() throws IOException {
        StringWriter none = new StringWriter();
        AgentJson.writeNone(4711, "", none);
        StringWriter off = new StringWriter();
        AgentJson.writeNone(4711, "this JVM has no jdk.jfr", off);

        assertThat(DocumentedJson.faults(json(busy()))).isEmpty();
        assertThat(DocumentedJson.faults(none.toString())).isEmpty();
        assertThat(DocumentedJson.faults(off.toString())).isEmpty();
        assertThat(DocumentedJson.faults(none.toString().replace("false", "true")))
                .isNotEmpty();
    }

    private AgentStatus busy() {
        return with(true, 12_345, 1_000_000);
    }

    private AgentStatus with(boolean recorded, long described, long counted) {
        return status(
                recorded,
                OptionalLong.of(described),
                OptionalLong.of(counted),
                Optional.of(recorded ? Duration.ofMillis(4_200) : Duration.ZERO));
    }

    private AgentStatus status(
            boolean recorded, OptionalLong described, OptionalLong counted, Optional<Duration> probeInterval) {
        return new AgentStatus(
                4711,
                "1.0",
                "detail=1000",
                Instant.ofEpochSecond(1),
                recorded,
                described,
                counted,
                probeInterval,
                true,
                Map.of("CLOSE_WAIT", 40L),
                unconnectedBefore,
                2,
                "java.io.IOException: no",
                26,
                "");
    }

    private static String json(AgentStatus status) {
        StringWriter out = new StringWriter();
        try {
            AgentJson.write(status, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString();
    }
}
