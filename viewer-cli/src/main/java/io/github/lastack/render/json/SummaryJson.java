// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.StateTimeline;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.text.SummaryText;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/** {@code lastack summary --format json}. */
public final class SummaryJson {
    private static final String SCHEMA = "lastack/summary/1";

    private SummaryJson() {}

    public static void write(Diagnosis diagnosis, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            Json.recording(json, diagnosis.recording());
            Json.strings(json, "mainClasses", diagnosis.mainClasses());
            json.writeNumberField("sites", diagnosis.sites().size());
            json.writeNumberField("connections", diagnosis.connectionCount());
            json.writeObjectFieldStart("states");
            for (Map.Entry<TcpState, Integer> state : diagnosis.states().entrySet()) {
                json.writeNumberField(state.getKey().name(), state.getValue());
            }
            json.writeEndObject();
            timeline(json, diagnosis.timeline());
            json.writeObjectFieldStart("closeWait");
            Json.seconds(json, "limit", diagnosis.closeWaitLimit());
            json.writeNumberField("withinLimit", diagnosis.closeWaitWithinLimit());
            json.writeEndObject();
            json.writeArrayFieldStart("worst");
            for (LeakSite site :
                    diagnosis.sites().stream().limit(SummaryText.WORST).toList()) {
                SitesJson.site(json, site);
            }
            json.writeEndArray();
            TotalsJson.write(json, diagnosis);
            Json.strings(json, "notes", diagnosis.notes());
            Json.judgement(json, diagnosis);
            Json.unknowns(json, diagnosis.unknowns());
        });
    }

    private static void timeline(JsonGenerator json, StateTimeline timeline) throws IOException {
        json.writeObjectFieldStart("statesOverTime");
        json.writeStringField("start", timeline.start().toString());
        Json.seconds(json, "bucket", timeline.bucket());
        json.writeObjectFieldStart("states");
        for (Map.Entry<TcpState, StateTimeline.Line> state : timeline.lines().entrySet()) {
            json.writeObjectFieldStart(state.getKey().name());
            Json.numbers(json, "atEnd", state.getValue().atEnd());
            Json.numbers(json, "peak", state.getValue().peak());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
