// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.sarif;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.render.json.Json;
import io.github.lastack.render.phrase.SiteText;
import io.github.lastack.render.text.CheckText;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code lastack check --sarif}: the sites of the limits that are exceeded, as a log of OASIS' Static Analysis Results
 * Interchange Format (SARIF) 2.1.0. Sites that host code annotate the blamed lines with it.
 *
 * <p>Some of them refuse a result without a place in a file. Where the source of the blamed frame is not found, the
 * nearest caller's is taken, and where none is found, the recording; the message says so.
 */
public final class CheckSarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String INFORMATION = "https://github.com/lastack/lastack";
    private static final String FINGERPRINT = "lastackSite/v1";
    private static final String EXCEEDED = "limit-exceeded";

    private final Diagnosis diagnosis;
    private final List<Check> checks;
    private final SarifPlaces places;
    private final JsonGenerator json;

    private CheckSarif(Diagnosis diagnosis, List<Check> checks, SarifPlaces places, JsonGenerator json) {
        this.diagnosis = diagnosis;
        this.checks = checks;
        this.places = places;
        this.json = json;
    }

    /**
     * Writes the log.
     *
     * @param version the version of this program
     * @param sources where the sources are searched
     * @param folder the folder that paths in the log start from; what is not below it has an absolute URI
     */
    public static void write(
            Diagnosis diagnosis, List<Check> checks, String version, SourceRoots sources, Path folder, Writer out)
            throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            new CheckSarif(diagnosis, checks, new SarifPlaces(sources, folder, json), json).log(version);
        }
        out.write('\n');
    }

    private void log(String version) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", SCHEMA);
        json.writeStringField("version", "2.1.0");
        json.writeArrayFieldStart("runs");
        json.writeStartObject();
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "Lastack");
        json.writeStringField("version", version);
        json.writeStringField("informationUri", INFORMATION);
        rules();
        json.writeEndObject();
        json.writeEndObject();
        invocation();
        SarifPlaces.base(json);
        json.writeArrayFieldStart("results");
        results();
        json.writeEndArray();
        json.writeStringField("columnKind", "utf16CodeUnits");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes one rule for each cause, and one for limits that have no sites. */
    private void rules() throws IOException {
        json.writeArrayFieldStart("rules");
        for (Cause cause : Cause.values()) {
            rule(ruleOf(cause), cause.meaning(), cause.advice());
        }
        rule(EXCEEDED, "a limit of lastack check is exceeded", "see lastack summary of the recording");
        json.writeEndArray();
    }

    private void rule(String id, String meaning, String advice) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        text("shortDescription", id);
        text("fullDescription", meaning);
        text("help", advice);
        json.writeObjectFieldStart("defaultConfiguration");
        json.writeStringField("level", "error");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String ruleOf(Cause cause) {
        return cause.problem().word() + "/" + cause.word();
    }

    /** Writes the checks that could not be judged as notifications: they are no results. */
    private void invocation() throws IOException {
        boolean isPassed = checks.stream().allMatch(Check::passed);
        json.writeArrayFieldStart("invocations");
        json.writeStartObject();
        json.writeBooleanField("executionSuccessful", true);
        json.writeNumberField("exitCode", isPassed ? 0 : 1);
        json.writeArrayFieldStart("toolExecutionNotifications");
        for (Check check : checks) {
            if (check.isUnjudged()) {
                json.writeStartObject();
                json.writeStringField("level", "error");
                text("message", check.option() + " " + CheckText.unjudged(diagnosis));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void results() throws IOException {
        Map<LeakSite, Check> exceededBy = new LinkedHashMap<>();
        for (Check check : checks) {
            if (check.isExceeded() && check.sites().isEmpty()) {
                limit(check);
            } else if (check.isExceeded()) {
                check.sites().forEach(site -> exceededBy.putIfAbsent(site, check));
            }
        }
        for (Map.Entry<LeakSite, Check> each : exceededBy.entrySet()) {
            site(each.getKey(), each.getValue());
        }
    }

    private void limit(Check check) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", EXCEEDED);
        json.writeNumberField("ruleIndex", Cause.values().length);
        json.writeStringField("level", "error");
        text("message", CheckText.words(check));
        json.writeArrayFieldStart("locations");
        places.file(recording());
        json.writeEndArray();
        json.writeEndObject();
    }

    private void site(LeakSite site, Check check) throws IOException {
        List<String> callers = callers(site);
        String shown = places.firstWithSource(callers);
        json.writeStartObject();
        json.writeStringField("ruleId", ruleOf(site.cause()));
        json.writeNumberField("ruleIndex", site.cause().ordinal());
        json.writeStringField("level", "error");
        text("message", message(site, shown));
        json.writeArrayFieldStart("locations");
        if (shown == null) {
            places.file(recording());
        } else {
            places.frame(shown);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("stacks");
        stacks(site);
        json.writeEndArray();
        if (site.connections() > 0) {
            json.writeNumberField("occurrenceCount", site.connections());
        }
        json.writeObjectFieldStart("partialFingerprints");
        json.writeStringField(FINGERPRINT, site.fingerprint());
        json.writeEndObject();
        json.writeObjectFieldStart("properties");
        json.writeStringField("blame", site.blame());
        json.writeStringField("limit", check.option());
        json.writeNumberField("allowed", new BigDecimal(check.allowed().toPlainString()));
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Returns the blamed frame and those that called it, innermost first. */
    private static List<String> callers(LeakSite site) {
        List<String> callers = new ArrayList<>(List.of(site.blame()));
        kinds(site).values().stream()
                .filter(stack -> stack.contains(site.blame()))
                .findFirst()
                .ifPresent(stack -> callers.addAll(stack.subList(stack.indexOf(site.blame()) + 1, stack.size())));
        return callers;
    }

    private static String message(LeakSite site, String shown) {
        String place = shown == null
                ? ". Its source was not found, so the recording is shown"
                : shown.equals(site.blame()) ? "" : ". Its source was not found, so the nearest caller is shown";
        return ruleOf(site.cause()) + ": " + SiteText.amount(site) + ". Look at " + site.shownBlame() + place
                + ". Because: " + site.because() + ". To do: " + site.advice() + ".";
    }

    private String recording() {
        return diagnosis.recording().files().stream().findFirst().orElse("recording");
    }

    private void stacks(LeakSite site) throws IOException {
        for (Map.Entry<String, List<String>> stack : kinds(site).entrySet()) {
            json.writeStartObject();
            text("message", stack.getKey());
            json.writeArrayFieldStart("frames");
            for (String frame : stack.getValue()) {
                json.writeStartObject();
                json.writeFieldName("location");
                places.frame(frame);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static Map<String, List<String>> kinds(LeakSite site) {
        ConnectionHistory.Stacks stacks = site.stacks();
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        site.heldNow().ifPresent(stack -> kinds.put("thread of the last use, when sampled", stack));
        kinds.put("last used", stacks.lastUsed());
        kinds.put("end of stream read", stacks.endOfStream());
        kinds.put("shut down", stacks.shutDown());
        kinds.put("closed", stacks.closed());
        kinds.put(site.problem().isFailure() ? "failed" : "opened", stacks.opened());
        kinds.put("last written to", stacks.lastWritten());
        kinds.values().removeIf(List::isEmpty);
        return kinds;
    }

    private void text(String field, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("text", text);
        json.writeEndObject();
    }
}
