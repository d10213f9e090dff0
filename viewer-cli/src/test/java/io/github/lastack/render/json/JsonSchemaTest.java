// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.DocumentedJson;
import io.github.lastack.render.GoldenTest;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonSchemaTest {
    static Stream<Arguments> documents() {
        return GoldenTest.outputs().filter(output -> output.get()[0].toString().endsWith(".json"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void document_everyCommand_followsTheSchema(String name, Recording recording, Function<Diagnosis, String> output) {
        assertThat(DocumentedJson.faults(output.apply(Diagnoser.diagnose(recording))))
                .isEmpty();
    }

    @Test
    void schema_itself_isValid() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(JsonSchema.text(), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"advice\"|\"undocumented\": 1, \"advice\"",
                "\"advice\"|\"advise\"",
                "\"close-wait\"|\"close_wait\"",
                "\"connections\": 5|\"connections\": \"5\"",
                "\"10.0.0.7:8080\"|\"10.0.0.7\"",
                "\"2026-01-01T00:00:00Z\"|\"2026-01-01 00:00\"",
                "\"lastack/sites/1\"|\"lastack/sites/2\""
            })
    void field_undocumented_isAFault(String documented, String not) throws IOException {
        StringWriter sites = new StringWriter();
        SitesJson.write(Diagnoser.diagnose(GoldenTest.recordings().get("leaky")), sites);
        assertThat(sites.toString()).contains(documented);

        assertThat(DocumentedJson.faults(sites.toString().replace(documented, not)))
                .isNotEmpty();
    }

    @Test
    void schema_enums_haveEveryWord() throws IOException {
        JsonNode parts = new ObjectMapper().readTree(JsonSchema.text()).get("$defs");
        JsonNode site = parts.get("site").get("properties");

        assertThat(words(site.get("problem")))
                .containsExactlyElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::word).toList());
        assertThat(words(site.get("cause")))
                .containsExactlyElementsOf(
                        Arrays.stream(Cause.values()).map(Cause::word).toList());
        assertThat(words(parts.get("state")))
                .containsExactlyElementsOf(
                        Arrays.stream(TcpState.values()).map(TcpState::name).toList());
    }

    private static List<String> words(JsonNode schema) {
        List<String> words = new ArrayList<>();
        schema.get("enum").forEach(word -> words.add(word.textValue()));
        return words;
    }
}
