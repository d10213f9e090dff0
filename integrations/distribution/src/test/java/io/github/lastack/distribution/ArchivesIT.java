// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the archives. */
class ArchivesIT {
    private static final long MOST_BYTES = 60_000_000;

    /** Where the licence of what is inside the jars is to be found, below {@code licences}. */
    private static final Map<String, String> LICENCES = Map.of(
            "byte-buddy", "lastack-agent.jar/META-INF/NOTICE",
            "picocli", "lastack.jar/META-INF/LICENSE",
            "jackson-core", "lastack.jar/META-INF/FastDoubleParser-LICENSE",
            "HdrHistogram", "lastack.jar/META-INF/licenses/HdrHistogram",
            "jline-terminal-jni", "lastack.jar/META-INF/licenses/JLine",
            "jline-terminal", "lastack.jar/META-INF/licenses/JLine",
            "jline-native", "lastack.jar/META-INF/licenses/JLine");

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        home = BuiltFiles.unpacked(BuiltFiles.LINUX, BuiltFiles.emptyFolder("contents"));
    }

    @Test
    void archiveWithRuntime_isSmall() throws Exception {
        assertThat(Files.size(BuiltFiles.LINUX)).isBetween(1L, MOST_BYTES);
    }

    @Test
    void plainArchive_isTheOtherWithoutRuntime() throws Exception {
        List<String> plain = BuiltFiles.entries(BuiltFiles.PLAIN);
        List<String> withoutRuntime = BuiltFiles.entries(BuiltFiles.LINUX).stream()
                .filter(entry -> !entry.contains("/runtime/"))
                .toList();
        assertThat(plain)
                .contains("lastack-" + BuiltFiles.VERSION + "/bin/lastack")
                .containsExactlyInAnyOrderElementsOf(withoutRuntime);
        assertThat(BuiltFiles.entries(BuiltFiles.ZIP)).containsExactlyInAnyOrderElementsOf(plain);
    }

    @Test
    void entry_hasNoOwnerAndNoTimeOfTheBuild() throws Exception {
        List<String> listed = ProgramRun.of("tar", "tvzf", BuiltFiles.LINUX.toString(), "--numeric-owner")
                .mustPass()
                .lines();
        assertThat(listed)
                .hasSizeGreaterThan(50)
                .allMatch(line ->
                        line.matches("(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|l.{9}) 0/0 +\\d+ 2026-01-01 00:00 lastack-.*"));
    }

    @Test
    void generatedTexts_areThoseOfTheCommand() throws Exception {
        assertThat(home.resolve("share/man/man1/lastack.1")).content().contains(".TH", BuiltFiles.VERSION);
        assertThat(home.resolve("share/bash-completion/completions/lastack"))
                .content()
                .contains("complete -F _complete_lastack");
        JsonNode schema = new ObjectMapper()
                .readTree(home.resolve("share/lastack/lastack.schema.json").toFile());
        assertThat(schema.path("$schema").asText()).contains("2020-12");
    }

    @Test
    void runtime_hasTheModulesThatTheJarsNeedAndNoOther() throws Exception {
        Set<String> needed = new TreeSet<>(Set.of("java.management", "java.instrument"));
        for (Path jar :
                List.of(home.resolve("lib/lastack.jar"), home.resolve("lib/lastack-agent.jar"), BuiltFiles.SAMPLES)) {
            ProgramRun.of("jdeps", "--multi-release", "17", "--ignore-missing-deps", "-s", jar.toString())
                    .mustPass()
                    .lines()
                    .forEach(line -> needed.add(line.replaceAll(".* -> ", "")));
        }
        needed.remove("not found");
        // What jdk.attach takes itself.
        needed.add("jdk.internal.jvmstat");
        Set<String> present =
                ProgramRun.of(Map.of(), home.resolve("runtime/bin/java").toString(), "--list-modules")
                        .mustPass()
                        .lines()
                        .stream()
                        .map(line -> line.replaceAll("@.*", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(present).isEqualTo(needed);
    }

    @Test
    void billOfMaterials_namesWhatIsInsideTheJarsAndEachHasItsLicence() throws Exception {
        JsonNode bill =
                new ObjectMapper().readTree(home.resolve("lastack.cdx.json").toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        List<String> inside = new ArrayList<>();
        for (JsonNode component : bill.path("components")) {
            if (!component.path("group").asText().equals("io.github.lastack")) {
                inside.add(component.path("name").asText());
                assertThat(component.path("version").asText()).isNotEmpty();
                assertThat(component.path("licenses")).isNotEmpty();
            }
        }
        assertThat(inside).containsExactlyInAnyOrderElementsOf(LICENCES.keySet());
        assertThat(LICENCES.values())
                .allMatch(file -> Files.exists(home.resolve("licences").resolve(file)));
    }

    /** What is shaded into a jar has its classes in folders of its own. */
    @Test
    void foldersOfClasses_areThoseOfTheBillOfMaterials() throws Exception {
        Set<String> folders = new TreeSet<>();
        for (String jar : List.of("lib/lastack.jar", "lib/lastack-agent.jar")) {
            ProgramRun.of("jar", "tf", home.resolve(jar).toString()).mustPass().lines().stream()
                    .filter(entry -> entry.endsWith(".class"))
                    .map(entry -> entry.replaceAll("META-INF/versions/\\d+/", ""))
                    .forEach(entry -> folders.add(entry.replaceAll("^(picocli|(?:[^/]+/){2}[^/]+).*", "$1")));
        }
        folders.removeIf(folder -> folder.matches("org/(HdrHistogram|jline)/.*"));
        assertThat(folders).containsExactly("com/fasterxml/jackson", "io/github/lastack", "picocli");
    }
}
