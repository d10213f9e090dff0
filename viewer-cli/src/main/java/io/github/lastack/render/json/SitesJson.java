// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.blame.BlameReasons;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.blame.Reason;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.diagnose.site.Held;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code lastack sites --format json}. */
public final class SitesJson {
    private static final String SCHEMA = "lastack/sites/1";

    private SitesJson() {}

    public static void write(Diagnosis diagnosis, Writer out) throws IOException {
        write(diagnosis, SiteSelection.all(diagnosis.sites()), out);
    }

    public static void write(Diagnosis diagnosis, SiteSelection selection, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            Json.recording(json, diagnosis.recording());
            json.writeArrayFieldStart("sites");
            for (LeakSite site : selection.sites()) {
                site(json, site);
            }
            json.writeEndArray();
            TotalsJson.counted(json, diagnosis);
            Json.leftOut(json, selection.leftOut());
            Json.strings(json, "notes", diagnosis.notes());
            Json.judgement(json, diagnosis);
            Json.unknowns(json, diagnosis.unknowns());
        });
    }

    static void site(JsonGenerator json, LeakSite site) throws IOException {
        json.writeStartObject();
        json.writeStringField("problem", site.problem().word());
        json.writeStringField("cause", site.cause().word());
        json.writeNumberField("connections", site.connections());
        json.writeNumberField("stillOpen", site.stillOpen());
        held(json, site.held());
        json.writeStringField("blame", site.blame());
        reasons(json, site.grounds());
        stacks(json, site.stacks(), site.heldNow().orElse(List.of()));
        archives(json, site.origins().archives(site.stacks(), site.heldNow().orElse(List.of())));
        remotes(json, site.remotes());
        localPorts(json, site.localPorts());
        json.writeObjectFieldStart("dwell");
        Json.seconds(json, "p50", site.dwell().p50());
        Json.seconds(json, "p99", site.dwell().p99());
        Json.seconds(json, "max", site.dwell().max());
        json.writeEndObject();
        json.writeStringField("firstOpened", site.onset().firstOpened().toString());
        json.writeStringField("newestOpened", site.onset().newestOpened().toString());
        json.writeBooleanField("growing", site.onset().growing());
        Json.rate(json, "ratePerSecond", site.ratePerSecond());
        json.writeStringField("because", site.because());
        json.writeStringField("advice", site.advice());
        json.writeStringField("role", site.role().name().toLowerCase(Locale.ROOT));
        json.writeStringField("fingerprint", site.fingerprint());
        DetailJson.write(json, site.detail());
        json.writeEndObject();
    }

    private static void held(JsonGenerator json, Held held) throws IOException {
        json.writeNumberField("openAtShutdown", held.openAtShutdown());
        json.writeObjectFieldStart("openStates");
        for (TcpState state : TcpState.values()) {
            if (held.in(state) > 0) {
                json.writeNumberField(state.name(), held.in(state));
            }
        }
        json.writeEndObject();
        json.writeNumberField("young", held.young());
        json.writeNumberField("beforeAgent", held.beforeAgent());
    }

    private static void reasons(JsonGenerator json, BlameReasons grounds) throws IOException {
        if (grounds.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("reasons");
        for (Map.Entry<Reason, Integer> each : grounds.connections().entrySet()) {
            json.writeNumberField(each.getKey().word(), each.getValue());
        }
        json.writeEndObject();
    }

    /** @param heldNow the stack of the thread that holds the connection; empty if it is not known */
    static void stacks(JsonGenerator json, ConnectionHistory.Stacks stacks, List<String> heldNow) throws IOException {
        json.writeObjectFieldStart("stacks");
        stack(json, "made", stacks.made());
        stack(json, "opened", stacks.opened());
        stack(json, "endOfStream", stacks.endOfStream());
        stack(json, "shutDown", stacks.shutDown());
        stack(json, "lastUsed", stacks.lastUsed());
        stack(json, "lastWritten", stacks.lastWritten());
        stack(json, "heldNow", heldNow);
        stack(json, "closed", stacks.closed());
        json.writeEndObject();
    }

    /** Writes the archives only if they were recorded. */
    static void archives(JsonGenerator json, Map<String, FrameOrigins.Archive> archives) throws IOException {
        if (archives.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("archives");
        for (Map.Entry<String, FrameOrigins.Archive> each : archives.entrySet()) {
            FrameOrigins.Archive archive = each.getValue();
            json.writeObjectFieldStart(each.getKey());
            json.writeStringField("archive", archive.name());
            if (!archive.version().isEmpty()) {
                json.writeStringField("version", archive.version());
            }
            json.writeBooleanField("application", archive.application());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void stack(JsonGenerator json, String field, List<String> frames) throws IOException {
        if (!frames.isEmpty()) {
            Json.strings(json, field, frames);
        }
    }

    /** Writes a server's local ports; those of a client are ephemeral. */
    private static void localPorts(JsonGenerator json, List<LeakSite.LocalPort> ports) throws IOException {
        if (ports.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("localPorts");
        for (LeakSite.LocalPort each : ports) {
            json.writeStartObject();
            json.writeNumberField("port", each.port());
            json.writeNumberField("connections", each.connections());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void remotes(JsonGenerator json, List<RemoteCount> remotes) throws IOException {
        json.writeArrayFieldStart("remotes");
        for (RemoteCount remote : remotes) {
            json.writeStartObject();
            json.writeStringField("address", remote.address());
            json.writeNumberField("connections", remote.connections());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
