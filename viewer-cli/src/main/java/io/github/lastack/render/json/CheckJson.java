// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** {@code lastack check --format json}. */
public final class CheckJson {
    private static final String SCHEMA = "lastack/check/1";

    private CheckJson() {}

    public static void write(Diagnosis diagnosis, List<Check> checks, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            Json.recording(json, diagnosis.recording());
            json.writeBooleanField("passed", checks.stream().allMatch(Check::passed));
            json.writeArrayFieldStart("checks");
            for (Check check : checks) {
                json.writeStartObject();
                json.writeStringField("option", check.option());
                json.writeStringField("measure", check.measure());
                json.writeNumberField("allowed", check.allowed());
                Json.rate(json, "found", check.found().doubleValue());
                json.writeBooleanField("judged", !check.isUnjudged());
                json.writeBooleanField("passed", check.passed());
                json.writeArrayFieldStart("sites");
                for (LeakSite site : check.isExceeded() ? check.sites() : List.<LeakSite>of()) {
                    SitesJson.site(json, site);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.judgement(json, diagnosis);
            Json.unknowns(json, diagnosis.unknowns());
        });
    }
}
