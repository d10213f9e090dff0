// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.SocketFact;
import java.io.IOException;
import java.io.Writer;

/** {@code lastack hooks --format json}. */
public final class HooksJson {
    private static final String SCHEMA = "lastack/hooks/1";

    private HooksJson() {}

    public static void write(Diagnosis diagnosis, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            Json.recording(json, diagnosis.recording());
            json.writeArrayFieldStart("jvms");
            for (SocketFact.AgentInfo agent : diagnosis.agents()) {
                json.writeStartObject();
                json.writeStringField("mainClass", agent.mainClass());
                Json.strings(json, "installed", agent.hooks().installed());
                Json.strings(json, "proven", agent.hooks().proven());
                Json.strings(json, "waiting", agent.hooks().waiting());
                Json.strings(json, "absent", agent.hooks().absent());
                Json.strings(json, "failed", agent.hooks().failed());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
