// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.ports.TimeWaitPressure;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.facts.KernelFact.Counters;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.history.AggregateTotals;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The members of the summary about the process and the machine as a whole. */
final class TotalsJson {
    private TotalsJson() {}

    static void write(JsonGenerator json, Diagnosis diagnosis) throws IOException {
        json.writeArrayFieldStart("halfOpen");
        for (HalfOpen waiting : diagnosis.halfOpen()) {
            json.writeStartObject();
            json.writeStringField("remote", waiting.remote());
            json.writeStringField("opened", waiting.opened());
            json.writeNumberField("connections", waiting.connections());
            Json.seconds(json, "longest", waiting.longest());
            if (waiting.syns() > 0) {
                json.writeNumberField("synsSent", waiting.syns());
            }
            json.writeArrayFieldStart("timeouts");
            for (Duration timeout : waiting.timeouts()) {
                json.writeNumber(Json.seconds(timeout));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        counted(json, diagnosis);
        json.writeArrayFieldStart("timeWait");
        for (TimeWaitPressure pressure : diagnosis.pressure()) {
            pressure(json, pressure);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("readings");
        for (Diagnosis.Readings readings : diagnosis.readings()) {
            readings(json, readings);
        }
        json.writeEndArray();
    }

    /** Writes the connections that were aggregated. */
    static void counted(JsonGenerator json, Diagnosis diagnosis) throws IOException {
        json.writeArrayFieldStart("counted");
        for (Diagnosis.Counted each : diagnosis.counted()) {
            CountedOpenings openings = each.openings();
            json.writeStartObject();
            json.writeStringField("role", openings.role().name().toLowerCase(Locale.ROOT));
            json.writeStringField("blame", each.opened());
            json.writeNumberField("connections", openings.connections());
            json.writeNumberField("estimated", openings.estimated());
            json.writeNumberField("standardError", Math.round(openings.standardError()));
            json.writeNumberField("closed", openings.closed());
            json.writeNumberField("closedFirst", openings.closedFirst());
            json.writeNumberField("describedLater", openings.described());
            Json.strings(json, "opened", openings.stack());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("countedInAll");
        for (AggregateTotals totals : diagnosis.counts()) {
            json.writeStartObject();
            json.writeStringField("role", totals.role().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("connections", totals.connections());
            json.writeNumberField("closed", totals.closed());
            json.writeNumberField("closedFirst", totals.closedFirst());
            json.writeNumberField("describedLater", totals.described());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void pressure(JsonGenerator json, TimeWaitPressure pressure) throws IOException {
        json.writeStartObject();
        json.writeStringField("jvm", pressure.instance());
        json.writeNumberField("inTimeWait", pressure.inTimeWait());
        DetailJson.uses(json, pressure.remotes());
        json.writeArrayFieldStart("reconciled");
        for (TimeWaitPressure.Reading reading : pressure.readings()) {
            json.writeStartObject();
            json.writeStringField("at", reading.at().toString());
            json.writeNumberField("kernel", reading.kernel());
            json.writeNumberField("replay", reading.replayed());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("endedEarly", pressure.ended());
        Json.strings(json, "kernel", pressure.kernel());
        json.writeEndObject();
    }

    private static void readings(JsonGenerator json, Diagnosis.Readings readings) throws IOException {
        json.writeStartObject();
        json.writeStringField("jvm", readings.jvm());
        counts(json, "process", readings.process());
        counts(json, "machine", readings.machine());
        json.writeArrayFieldStart("counters");
        for (Counters counters : readings.counters()) {
            json.writeStartObject();
            json.writeStringField("at", counters.at().toString());
            for (Map.Entry<String, Long> counter : counters.values().entrySet()) {
                if (counter.getValue() >= 0) {
                    json.writeNumberField(counter.getKey(), counter.getValue());
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, String field, List<Counts> series) throws IOException {
        json.writeArrayFieldStart(field);
        for (Counts counts : series) {
            json.writeStartObject();
            json.writeStringField("at", counts.at().toString());
            json.writeObjectFieldStart("states");
            for (Map.Entry<TcpState, Integer> state : counts.states().entrySet()) {
                json.writeNumberField(state.getKey().name(), state.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
