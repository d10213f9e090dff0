// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import io.github.lastack.facts.SocketFact;
import java.util.Arrays;

/** Data flows one way: recording, histories, diagnosis, text. */
@AnalyzeClasses(
        packages = "io.github.lastack",
        importOptions = {ImportOption.DoNotIncludeTests.class, DataFlowTest.WithoutTheAgentsHarness.class})
class DataFlowTest {
    /** The end-to-end tests bring it along as a jar, which nobody takes for tests. */
    static final class WithoutTheAgentsHarness implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/github/lastack/agent/") && !location.contains("/io/github/lastack/testing/");
        }
    }

    private static final DescribedPredicate<JavaClass> VALUES = DescribedPredicate.describe(
            "records and enums", type -> type.isRecord() || type.isEnum() || type.isEquivalentTo(SocketFact.class));

    @ArchTest
    static final ArchRule nobodyKnowsTheCommands = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.lastack.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.lastack.cli..");

    /** What other programs call stands beside the commands, over the same layers. */
    @ArchTest
    static final ArchRule nobodyKnowsWhatOtherProgramsCall = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.lastack.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.lastack.embedded..");

    /** From what the program says to a shell to the table of its commands. */
    @ArchTest
    static final ArchRule commandsAreMadeOfOptions =
            layersInOrder("io.github.lastack.cli.", "terminal", "input", "command", "");

    @ArchTest
    static final ArchRule diagnosisKnowsReplayAndModel = classes()
            .that()
            .resideInAPackage("io.github.lastack.diagnose..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.github.lastack.diagnose..",
                    "io.github.lastack.replay",
                    "io.github.lastack.history",
                    "io.github.lastack.facts..",
                    "io.github.lastack.model",
                    "io.github.lastack.frame",
                    "org.HdrHistogram",
                    "java.."));

    @ArchTest
    static final ArchRule renderersKnowTheDiagnosisAndValues = classes()
            .that()
            .resideInAPackage("io.github.lastack.render..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.github.lastack.render..",
                            "io.github.lastack.diagnose..",
                            "io.github.lastack.model",
                            "io.github.lastack.frame",
                            "com.fasterxml.jackson.core..",
                            "javax.xml.stream",
                            "java..")
                    .or(resideInAnyPackage("io.github.lastack.history", "io.github.lastack.facts..")
                            .and(VALUES)));

    @ArchTest
    static final ArchRule reportKnowsWhatRenderersKnowAndTheirWords = classes()
            .that()
            .resideInAPackage("io.github.lastack.report..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.github.lastack.report..",
                            "io.github.lastack.render..",
                            "io.github.lastack.diagnose..",
                            "io.github.lastack.model",
                            "io.github.lastack.frame",
                            "com.fasterxml.jackson.core..",
                            "java..")
                    .or(resideInAnyPackage("io.github.lastack.history", "io.github.lastack.facts..")
                            .and(VALUES)));

    /** From an element of the page to the page. */
    @ArchTest
    static final ArchRule reportIsMadeOfFigures = layersInOrder("io.github.lastack.report.", "markup", "figure", "");

    /** From the bytes of a recording to the histories of its connections: each stage knows those before it. */
    @ArchTest
    static final ArchRule eachStageKnowsThoseBeforeItOnly = layersInOrder(
            "io.github.lastack.", "recording.format", "recording", "facts", "facts.source", "history", "replay");

    @ArchTest
    static final ArchRule replayKnowsNothingThatFollows = noClasses()
            .that()
            .resideInAnyPackage("io.github.lastack.replay", "io.github.lastack.history", "io.github.lastack.facts..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.lastack.diagnose..", "io.github.lastack.render..", "io.github.lastack.jvm", "picocli..");

    @ArchTest
    static final ArchRule onlyEventsAndTheReaderKnowJfr = noClasses()
            .that()
            .resideOutsideOfPackages("io.github.lastack.events..", "io.github.lastack.facts..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule replayIsDecidedByTheMachineAlone = noClasses()
            .that()
            .haveSimpleName("Replay")
            .or()
            .haveSimpleName("ConnectionReplay")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr..");

    /** From the layout of a line to the output of a command. */
    @ArchTest
    static final ArchRule outputsAreMadeOfPhrases =
            layersInOrder("io.github.lastack.render.", "layout", "phrase", "text", "json", "junit", "sarif");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.github.lastack.(**)").should().beFreeOfCycles();

    /** From the frame that is blamed to what is shown of a diagnosis. */
    @ArchTest
    static final ArchRule eachPartOfTheDiagnosisKnowsThoseBeforeItOnly = layersInOrder(
            "io.github.lastack.diagnose.",
            "blame",
            "ports",
            "problem",
            "advice",
            "profile",
            "site",
            "rule",
            "stats",
            "",
            "select",
            "diff");

    /** @param layers the last parts of their packages' names, first that which knows none of the others */
    private static ArchRule layersInOrder(String prefix, String... layers) {
        LayeredArchitecture rule = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String layer : layers) {
            String name = prefix + layer;
            rule = rule.layer(name).definedBy(layer.isEmpty() ? prefix.substring(0, prefix.length() - 1) : name);
        }
        for (int i = 0; i < layers.length; i++) {
            String[] later = Arrays.stream(layers, i + 1, layers.length)
                    .map(layer -> prefix + layer)
                    .toArray(String[]::new);
            rule = later.length == 0
                    ? rule.whereLayer(prefix + layers[i]).mayNotBeAccessedByAnyLayer()
                    : rule.whereLayer(prefix + layers[i]).mayOnlyBeAccessedByLayers(later);
        }
        return rule;
    }
}
