// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.sarif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.render.GoldenTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckSarifTest {
    private static Schema schema;

    @TempDir
    private Path folder;

    /** OASIS' schema, which a library of Maven Central carries. */
    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream text = CheckSarifTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Stream<Arguments> logs() {
        return GoldenTest.outputs().filter(output -> output.get()[0].toString().endsWith(".sarif"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    void log_everyRecording_followsTheSchema(String name, Recording recording, Function<Diagnosis, String> output) {
        assertThat(faults(output.apply(Diagnoser.diagnose(recording)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void log_everyProblem_followsTheSchema(Problem problem) throws IOException {
        int results = 0;
        for (Recording recording : GoldenTest.recordings().values()) {
            String log = log(recording, problem, 0);
            assertThat(faults(log)).isEmpty();
            results += results(log).size();
        }
        assertThat(results).isPositive();
    }

    @Test
    void schema_rejectsWhatSarifDoesNotKnow() throws IOException {
        String log = log(Problem.CLOSE_WAIT, 0);

        assertThat(faults(log.replace("\"ruleId\"", "\"rule\""))).isNotEmpty();
        assertThat(faults(log.replace("\"error\"", "\"fatal\""))).isNotEmpty();
    }

    @Test
    void site_whoseSourceIsFound_isAtItsLine() throws IOException {
        write("my app/src/com/acme/Feed.java");

        JsonNode result = results(log(Problem.CLOSE_WAIT, 0)).get(0);

        JsonNode place = result.get("locations").get(0).get("physicalLocation");
        assertThat(place.get("artifactLocation").get("uri").textValue()).isEqualTo("my%20app/src/com/acme/Feed.java");
        assertThat(place.get("artifactLocation").get("uriBaseId").textValue()).isEqualTo("%SRCROOT%");
        assertThat(place.get("region").get("startLine").intValue()).isEqualTo(58);
        assertThat(result.get("ruleId").textValue()).isEqualTo("close-wait/end-of-stream-ignored");
        assertThat(result.get("occurrenceCount").intValue()).isEqualTo(5);
        assertThat(result.get("message").get("text").textValue())
                .contains("5 connections", "Look at com.acme.Feed.poll(Feed.java:58). Because");
    }

    @Test
    void site_whoseCallerAloneHasSource_isAtTheCaller() throws IOException {
        write("java/lang/Thread.java");

        JsonNode result = results(log(Problem.CLOSE_WAIT, 0)).get(0);

        JsonNode place = result.get("locations").get(0);
        assertThat(place.get("physicalLocation").get("region").get("startLine").intValue())
                .isEqualTo(840);
        assertThat(result.get("message").get("text").textValue()).contains("the nearest caller is shown");
    }

    @Test
    void site_withoutAnySource_isAtTheRecording() throws IOException {
        JsonNode result = results(log(Problem.CLOSE_WAIT, 0)).get(0);

        JsonNode place = result.get("locations").get(0).get("physicalLocation");
        assertThat(place.get("artifactLocation").get("uri").textValue()).endsWith("app.jfr");
        assertThat(place.get("region").get("startLine").intValue()).isEqualTo(1);
        assertThat(result.get("message").get("text").textValue()).contains("the recording is shown");
    }

    @Test
    void check_withinItsLimit_hasNoResult() throws IOException {
        assertThat(results(log(Problem.CLOSE_WAIT, 6))).isEmpty();
    }

    private String log(Problem problem, int allowed) throws IOException {
        return log(GoldenTest.recordings().get("leaky"), problem, allowed);
    }

    private String log(Recording recording, Problem problem, int allowed) throws IOException {
        Diagnosis diagnosis = Diagnoser.diagnose(recording);
        StringWriter log = new StringWriter();
        CheckSarif.write(
                diagnosis,
                List.of(Check.connections(diagnosis, "--fail-on close-wait", problem, allowed)),
                "0",
                new SourceRoots(List.of(folder)),
                folder,
                log);
        return log.toString();
    }

    private static JsonNode results(String log) throws IOException {
        return new ObjectMapper().readTree(log).get("runs").get(0).get("results");
    }

    private static List<?> faults(String log) {
        return schema.validate(log, InputFormat.JSON);
    }

    private void write(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }
}
