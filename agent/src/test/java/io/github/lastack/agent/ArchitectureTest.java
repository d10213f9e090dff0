// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.lastack", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule theBootstrapPartKnowsOnlyTheJdk = classes()
            .that()
            .resideInAPackage("io.github.lastack.boot")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.github.lastack.boot",
                    "java.lang",
                    "java.io",
                    "java.net",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks"));

    @ArchTest
    static final ArchRule onlyTheInstrumentationKnowsByteBuddy = noClasses()
            .that()
            .resideInAPackage("io.github.lastack..")
            .and()
            .resideOutsideOfPackage("io.github.lastack.agent.instrument")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.bytebuddy..");

    @ArchTest
    static final ArchRule ofByteBuddyOnlyWhatIsPacked = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("net.bytebuddy..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(
                            resideInAnyPackage("net.bytebuddy.jar.asm"))));

    @ArchTest
    static final ArchRule theAgentKnowsJfrOnlyThroughTheEvents = noClasses()
            .that()
            .resideInAPackage("io.github.lastack.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule nothingBeforeMainLogsOrManages = noClasses()
            .that()
            .resideInAnyPackage("io.github.lastack.agent..", "io.github.lastack.boot")
            .and()
            .doNotHaveSimpleName("ProcessSockets") // not for before main
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging", "java.nio.file..", "java.lang.management", "javax.management..");
}
