// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.render.text.AgentStatus;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** {@code lastack status --format json}. */
public final class AgentJson {
    private static final String SCHEMA = "lastack/status/1";

    private AgentJson() {}

    /** @param reason why the agent could not start the last time; empty if it did, or was never attached */
    public static void writeNone(long pid, String reason, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            json.writeNumberField("pid", pid);
            json.writeBooleanField("atWork", false);
            if (!reason.isEmpty()) {
                json.writeStringField("reason", reason);
            }
        });
    }

    public static void write(AgentStatus status, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            json.writeNumberField("pid", status.pid());
            json.writeBooleanField("atWork", true);
            json.writeStringField("version", status.version());
            json.writeStringField("options", status.options());
            json.writeStringField("since", status.since().toString());
            json.writeBooleanField("recorded", status.recorded());
            number(json, "described", status.described());
            number(json, "counted", status.counted());
            if (status.probeInterval().isPresent()) {
                Json.seconds(json, "probeInterval", status.probeInterval().orElse(Duration.ZERO));
            }
            json.writeObjectFieldStart("open");
            for (Map.Entry<String, Long> state : status.open().entrySet()) {
                json.writeNumberField(state.getKey(), state.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("unconnectedBeforeAgent", status.unconnectedBefore());
            json.writeBooleanField("kernelAsked", status.kernelAsked());
            json.writeNumberField("hooksInstalled", status.hooksInstalled());
            json.writeStringField("hooksFailed", status.hooksFailed());
            json.writeNumberField("agentErrors", status.suppressedErrors());
            json.writeStringField("lastAgentError", status.lastSuppressedError());
        });
    }

    private static void number(JsonGenerator json, String field, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(field, number.getAsLong());
        }
    }
}
