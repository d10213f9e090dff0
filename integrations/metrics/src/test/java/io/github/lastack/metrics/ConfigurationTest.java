// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of this folder are well-formed, and speak of metrics that exist. */
class ConfigurationTest {
    @TempDir
    private Path folder;

    @Test
    void alerts_ofTheFile_fireAsTheirTestsSay() throws Exception {
        assertThat(Tool.promtool(null, "check", "rules", "alerts.yml").said()).contains("SUCCESS: 2 rules found");

        Tool tested = Tool.promtool(null, "test", "rules", "alerts-test.yml");

        assertThat(tested.exitCode()).as(tested.said()).isZero();
    }

    @Test
    void dashboard_everyExpression_isAQueryOfMetricsThatTheExporterHas() throws Exception {
        List<String> expressions = expressions();
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (String each : expressions) {
            rules.append("      - record: dashboard:query")
                    .append(expressions.indexOf(each))
                    .append("\n        expr: '")
                    .append(each.replace("$instance", ".*"))
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("dashboard.yml"), rules);

        Tool checked = Tool.promtool(null, "check", "rules", file.toString());

        assertThat(checked.said()).contains("SUCCESS: " + expressions.size() + " rules found");
        String exporter = Files.readString(Path.of("jmx_exporter.yml"));
        for (String each : expressions) {
            String metric = each.replaceAll(".*(lastack_\\w+)\\{.*", "$1");
            assertThat(exporter).contains("name: " + metric + "\n");
        }
    }

    private static List<String> expressions() throws Exception {
        JsonNode dashboard =
                new ObjectMapper().readTree(Path.of("dashboard.json").toFile());
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            panel.get("targets")
                    .forEach(target -> expressions.add(target.get("expr").asText()));
        }
        assertThat(expressions).hasSizeGreaterThan(6);
        return expressions;
    }
}
