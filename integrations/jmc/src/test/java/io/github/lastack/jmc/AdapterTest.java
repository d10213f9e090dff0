// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules are an adapter: what they find is the diagnosis's, and what they say is the command line's. */
@AnalyzeClasses(packages = "io.github.lastack.jmc", importOptions = ImportOption.DoNotIncludeTests.class)
class AdapterTest {
    @ArchTest
    static final ArchRule rulesKnowTheDiagnosisAndJmcOnly = classes()
            .that()
            .resideInAPackage("io.github.lastack.jmc")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.github.lastack.jmc",
                    "io.github.lastack.recording..",
                    "io.github.lastack.facts..",
                    "io.github.lastack.diagnose",
                    "io.github.lastack.diagnose.problem",
                    "io.github.lastack.diagnose.ports",
                    "io.github.lastack.diagnose.site",
                    "io.github.lastack.render.phrase",
                    "org.openjdk.jmc.common..",
                    "org.openjdk.jmc.flightrecorder..",
                    "java.."));
}
