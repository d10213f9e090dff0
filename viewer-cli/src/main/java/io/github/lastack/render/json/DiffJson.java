// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.diff.Change;
import io.github.lastack.diagnose.site.LeakSite;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** {@code lastack diff --format json}. */
public final class DiffJson {
    private static final String SCHEMA = "lastack/diff/1";

    private DiffJson() {}

    public static void write(Diagnosis before, Diagnosis after, List<Change> changes, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            recording(json, "before", before);
            recording(json, "after", after);
            json.writeArrayFieldStart("changes");
            for (Change change : changes) {
                json.writeStartObject();
                json.writeStringField("change", change.kind().word());
                json.writeStringField("fingerprint", change.site().fingerprint());
                site(json, "before", change.before());
                site(json, "after", change.after());
                json.writeNumberField("countedBefore", change.countedBefore());
                json.writeNumberField("countedAfter", change.countedAfter());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void recording(JsonGenerator json, String field, Diagnosis diagnosis) throws IOException {
        json.writeObjectFieldStart(field);
        Json.recording(json, diagnosis.recording());
        TotalsJson.counted(json, diagnosis);
        Json.unknowns(json, diagnosis.unknowns());
        json.writeEndObject();
    }

    private static void site(JsonGenerator json, String field, LeakSite site) throws IOException {
        json.writeFieldName(field);
        if (site == null) {
            json.writeNull();
        } else {
            SitesJson.site(json, site);
        }
    }
}
