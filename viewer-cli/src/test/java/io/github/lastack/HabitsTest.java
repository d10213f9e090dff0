// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING asks of the source text of all modules and a machine can see. */
class HabitsTest {
    private static final int COLUMNS = 120;

    /** About fifteen are wanted; a package of more than twenty is to be split. */
    private static final int CLASSES = 20;

    /** Each of its classes is a program that is read and run alone. */
    private static final String SAMPLES = "io.github.lastack.samples";

    /** A word that points to a text which an editor's hover does not show. */
    private static final Pattern POINTING =
            Pattern.compile("/\\*\\*[\\s*]*(The same|It|Its|Those|These|Also|Such|They|Their|He|She|Who)\\b");

    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

    /** Text blocks hold what a program prints, which may be wider. */
    @Test
    void javaLine_isAtMost120ColumnsWide() {
        assertThat(tooWide(javaFiles())).isEmpty();
    }

    /** Tables, links that have no blank, and what programs print may be wider. */
    @Test
    void proseLine_isAtMost120ColumnsWide() {
        List<String> wide = new ArrayList<>();
        for (Path file : proseFiles()) {
            boolean isCode = false;
            int number = 0;
            for (String line : lines(file)) {
                number++;
                isCode ^= line.startsWith("```");
                boolean mayBeWide = isCode || line.startsWith("|") || line.startsWith("[");
                if (!mayBeWide && line.length() > COLUMNS) {
                    wide.add(place(file, number));
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    @Test
    void package_hasAtMost20Classes() {
        Map<String, Integer> sizes = new TreeMap<>();
        for (Path file : javaFiles()) {
            boolean isClass =
                    !file.endsWith("package-info.java") && file.toString().contains("/src/main/");
            if (isClass) {
                sizes.merge(packageOf(file), 1, Integer::sum);
            }
        }
        assertThat(sizes).containsKey("io.github.lastack.model");
        sizes.remove(SAMPLES);
        sizes.values().removeIf(size -> size <= CLASSES);
        assertThat(sizes).isEmpty();
    }

    @Test
    void package_saysWhatItIsFor() {
        List<Path> unsaid = javaFiles().stream()
                .filter(file -> file.toString().contains("/src/main/"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .toList();
        assertThat(unsaid).isEmpty();
    }

    @Test
    void docComment_standsAlone() {
        List<String> pointing = new ArrayList<>();
        for (Path file : javaFiles()) {
            String text = String.join("\n", lines(file));
            Matcher found = POINTING.matcher(text);
            while (found.find()) {
                int number = (int) text.substring(0, found.end())
                                .chars()
                                .filter(c -> c == '\n')
                                .count()
                        + 1;
                pointing.add(place(file, number) + ": " + found.group(1));
            }
        }
        assertThat(pointing).isEmpty();
    }

    @Test
    void simpleClassName_isGivenOnce() {
        Map<String, List<Path>> byName = new TreeMap<>();
        javaFiles().forEach(file -> byName.computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
                .add(file));
        byName.remove("package-info.java");
        byName.values().removeIf(files -> files.size() == 1);
        assertThat(byName).isEmpty();
    }

    private static List<String> tooWide(List<Path> files) {
        List<String> wide = new ArrayList<>();
        for (Path file : files) {
            boolean isText = false;
            int number = 0;
            for (String line : lines(file)) {
                number++;
                isText ^= line.split("\"\"\"", -1).length % 2 == 0;
                if (!isText && line.length() > COLUMNS) {
                    wide.add(place(file, number));
                }
            }
        }
        return wide;
    }

    private static String place(Path file, int line) {
        return root().relativize(file) + ":" + line;
    }

    private static String packageOf(Path file) {
        String path = file.getParent().toString();
        return path.substring(path.indexOf("/java/") + "/java/".length()).replace('/', '.');
    }

    private static List<Path> javaFiles() {
        List<Path> files = modules()
                .map(module -> module.resolve("src"))
                .filter(Files::exists)
                .flatMap(folder -> files(folder, ".java").stream())
                .toList();
        assertThat(files).hasSizeGreaterThan((int) modules().count());
        return files;
    }

    /** Returns the folders of all modules, those of profiles too. */
    private static Stream<Path> modules() {
        return MODULE.matcher(String.join("\n", lines(root().resolve("pom.xml"))))
                .results()
                .map(module -> root().resolve(module.group(1)));
    }

    private static List<Path> proseFiles() {
        List<Path> files = new ArrayList<>(List.of(
                root().resolve("README.md"), root().resolve("SECURITY.md"), root().resolve(".github/CONTRIBUTING.md")));
        Path integrations = root().resolve("integrations");
        Stream.concat(modules(), inside(integrations).stream().filter(Files::isDirectory))
                .distinct()
                .flatMap(folder -> inside(folder).stream())
                .filter(file -> file.toString().endsWith(".md"))
                .forEach(files::add);
        assertThat(files).contains(integrations.resolve("ci/README.md"));
        return files;
    }

    private static List<Path> inside(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder, String end) {
        try (Stream<Path> inside = Files.walk(folder)) {
            return inside.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven runs the tests in their module's folder. */
    private static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }
}
