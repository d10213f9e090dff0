// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.stats.StateTimeline;
import io.github.lastack.model.TcpState;
import io.github.lastack.report.figure.StateChart;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The data for the page's script. */
final class PageData {
    private static final JsonFactory FACTORY = new JsonFactory();

    private PageData() {}

    /** Returns the data as JSON, escaped so that it cannot end the script element around it. */
    static String of(StateTimeline timeline) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField(
                    "length", Duration.between(timeline.start(), timeline.end()).toMillis());
            json.writeNumberField("bucket", timeline.bucket().toNanos() / 1e6);
            json.writeNumberField("top", StateChart.TOP);
            json.writeNumberField("bottom", StateChart.BOTTOM);
            json.writeArrayFieldStart("states");
            for (TcpState state : StateChart.states(timeline)) {
                json.writeStartObject();
                json.writeStringField("state", state.name());
                json.writeArrayFieldStart("atEnd");
                for (int count : timeline.lines().get(state).atEnd()) {
                    json.writeNumber(count);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("<", "\\u003c");
    }
}
