// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.testing.TestTimes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What JMC's {@code JfrRulesReport} prints, run as its users run it: with the packed jar on its class path, in a JVM of
 * its own.
 */
final class RulesReport {
    private static final long LIMIT_SECONDS = 240;
    private static final Path JMC = Path.of("target", "jmc");
    private static final String SEPARATOR = ",";

    /** Rules' results by their id, by file. */
    private final Map<String, Map<String, Shown>> byFile = new TreeMap<>();

    /**
     * One result.
     *
     * @param score -1 if there is none
     * @param error what was thrown; empty if nothing was
     */
    record Shown(double score, String summary, String explanation, String solution, String error) {
        List<String> fingerprints() {
            return explanation
                    .lines()
                    .filter(line -> line.startsWith("fingerprint: "))
                    .map(line -> line.substring("fingerprint: ".length()))
                    .toList();
        }
    }

    private RulesReport() {}

    /** The jars of JMC and of what it needs. */
    static List<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(JMC)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
        }
    }

    static RulesReport of(Path out, List<Path> recordings) throws Exception {
        String classPath = Stream.concat(jars().stream(), Stream.of(Path.of(System.getProperty("lastack.jmc.jar"))))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "org.openjdk.jmc.flightrecorder.rules.report.JfrRulesReport",
                "-verbose"));
        recordings.forEach(recording -> command.add(recording.toString()));
        Process process = TestTimes.start(new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(out.resolveSibling("err").toFile()));
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("runs for more than " + LIMIT_SECONDS + " s");
        }
        String errors = Files.readString(out.resolveSibling("err"));
        if (process.exitValue() != 0 || errors.contains("lastack")) {
            throw new AssertionError(errors);
        }
        return read(out);
    }

    private static RulesReport read(Path xml) throws Exception {
        RulesReport report = new RulesReport();
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(xml.toFile())
                .getDocumentElement();
        for (Element each : elements(root, "report")) {
            Map<String, Shown> results = new TreeMap<>();
            for (Element rule : elements(each, "rule")) {
                if (text(rule, "id").startsWith("lastack.")) {
                    results.put(text(rule, "id"), shown(rule));
                }
            }
            report.byFile.put(text(each, "file"), results);
        }
        return report;
    }

    private static Shown shown(Element rule) {
        String score = text(rule, "score");
        return new Shown(
                score.isEmpty() ? -1 : Double.parseDouble(score.replace(SEPARATOR, "")),
                text(rule, "summary"),
                text(rule, "explanation"),
                text(rule, "solution"),
                text(rule, "error"));
    }

    /** The results of Lastack's rules that are shown; those that are not applicable are not. */
    Map<String, Shown> of(Path recording) {
        return byFile.get(recording.toString());
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static String text(Element parent, String name) {
        List<Element> found = elements(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}
