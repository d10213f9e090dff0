// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Judgement;
import io.github.lastack.diagnose.select.LeftOut;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.render.phrase.JudgementText;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Configures the JSON writer, and writes the members that all documents share. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    private static final MathContext RATE_DIGITS = new MathContext(3);
    private static final int MILLIS = 3;

    private Json() {}

    /** Writes the members of the outermost object, after its schema. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** Streams a document, since a recording may hold a million connections; leaves the writer open. */
    static void document(Writer out, String schema, Members members) throws IOException {
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            json.writeStringField("schema", schema);
            members.write(json);
            json.writeEndObject();
        }
        out.write('\n');
    }

    /** Returns a generator that indents, and that leaves the writer open when it is closed. */
    public static JsonGenerator generator(Writer out) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.setPrettyPrinter(indented());
        return json;
    }

    private static DefaultPrettyPrinter indented() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators =
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return printer;
    }

    static void recording(JsonGenerator json, RecordingInfo recording) throws IOException {
        json.writeObjectFieldStart("recording");
        strings(json, "files", recording.files());
        json.writeStringField("start", recording.start().toString());
        json.writeStringField("end", recording.end().toString());
        strings(json, "losses", recording.losses());
        json.writeEndObject();
    }

    static void unknowns(JsonGenerator json, Diagnosis.Unknowns unknowns) throws IOException {
        json.writeObjectFieldStart("unknowns");
        json.writeNumberField("closesLost", unknowns.closesLost());
        json.writeNumberField("openingsNotRecorded", unknowns.unknownOpenings());
        json.writeNumberField("contradictions", unknowns.contradictions());
        json.writeNumberField("agentErrors", unknowns.suppressedErrors());
        strings(json, "hooksFailed", unknowns.failedHooks());
        json.writeBooleanField("kernelAsked", !unknowns.kernelNotAsked());
        json.writeEndObject();
    }

    static void judgement(JsonGenerator json, Diagnosis diagnosis) throws IOException {
        Judgement judgement = diagnosis.judgement();
        json.writeObjectFieldStart("judgement");
        json.writeBooleanField("whole", judgement.isWhole());
        strings(json, "notJudged", JudgementText.reasons(judgement));
        seconds(json, "limit", diagnosis.closeWaitLimit());
        json.writeNumberField("tooYoung", diagnosis.closeWaitWithinLimit());
        json.writeEndObject();
    }

    /** Writes how many are left out; nothing if all are shown. */
    static void leftOut(JsonGenerator json, LeftOut leftOut) throws IOException {
        if (!leftOut.byOption().isEmpty()) {
            json.writeObjectFieldStart("leftOut");
            for (Map.Entry<String, Integer> option : leftOut.byOption().entrySet()) {
                json.writeNumberField(option.getKey(), option.getValue());
            }
            json.writeEndObject();
        }
    }

    static void strings(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Writes the numbers in one line, since there are many of them. */
    static void numbers(JsonGenerator json, String field, List<Integer> values) throws IOException {
        json.writeFieldName(field);
        json.writeRawValue(values.toString());
    }

    static void seconds(JsonGenerator json, String field, Duration duration) throws IOException {
        json.writeNumberField(field, seconds(duration));
    }

    static BigDecimal seconds(Duration duration) {
        return plain(BigDecimal.valueOf(duration.toMillis(), MILLIS));
    }

    static void rate(JsonGenerator json, String field, double rate) throws IOException {
        json.writeNumberField(field, plain(BigDecimal.valueOf(rate).round(RATE_DIGITS)));
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
}
