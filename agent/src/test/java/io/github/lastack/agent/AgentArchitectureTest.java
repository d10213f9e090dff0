// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.function.Function;

@AnalyzeClasses(packages = "io.github.lastack", importOptions = DoNotIncludeTests.class)
class AgentArchitectureTest {
    private static final DescribedPredicate<JavaClass> OF_THE_AGENT =
            resideInAnyPackage("io.github.lastack.agent..", "io.github.lastack.boot");

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
                    "java.nio.channels",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks"));

    @ArchTest
    static final ArchRule onlyWhatWritesClassesKnowsByteBuddy = noClasses()
            .that()
            .resideInAPackage("io.github.lastack..")
            .and()
            .resideOutsideOfPackages("io.github.lastack.agent.instrument", "io.github.lastack.agent.jdk")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.bytebuddy..");

    @ArchTest
    static final ArchRule ofByteBuddyOnlyWhatIsPacked = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("net.bytebuddy..")
                    .and(DescribedPredicate.not(resideInAnyPackage("net.bytebuddy.jar.asm"))));

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
            .and()
            .resideOutsideOfPackage("io.github.lastack.agent.jmx") // loaded once the application has JMX
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging", "java.nio.file..", "java.lang.management", "javax.management..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().assignedFrom(
                    slicesOfTheAgent("packages of the agent", JavaClass::getPackageName))
            .should()
            .beFreeOfCycles();

    /** The direction of calls: each layer may call those below it. */
    @ArchTest
    static final ArchRule callsGoDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("start")
            .definedBy("io.github.lastack.agent")
            .layer("self-test")
            .definedBy("io.github.lastack.agent.selftest")
            .layer("instrumentation")
            .definedBy("io.github.lastack.agent.instrument")
            .layer("registry")
            .definedBy("io.github.lastack.agent.registry")
            .layer("jmx")
            .definedBy("io.github.lastack.agent.jmx")
            .layer("metrics")
            .definedBy("io.github.lastack.agent.metrics")
            .layer("scan")
            .definedBy("io.github.lastack.agent.scan")
            .layer("descriptors")
            .definedBy("io.github.lastack.agent.descriptor")
            .layer("connection")
            .definedBy("io.github.lastack.agent.connection")
            .layer("stacks")
            .definedBy("io.github.lastack.agent.connection.stack")
            .layer("sampling")
            .definedBy("io.github.lastack.agent.connection.sampling")
            .layer("/proc")
            .definedBy("io.github.lastack.agent.kernel.proc")
            .layer("kernel")
            .definedBy("io.github.lastack.agent.kernel")
            .layer("libraries")
            .definedBy("io.github.lastack.agent.library")
            .layer("jdk")
            .definedBy("io.github.lastack.agent.jdk")
            .whereLayer("start")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("self-test")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("instrumentation")
            .mayOnlyBeAccessedByLayers("start", "self-test")
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("jmx")
            .mayOnlyBeAccessedByLayers("start")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("start", "jmx", "registry")
            .whereLayer("scan")
            .mayOnlyBeAccessedByLayers("start", "registry", "metrics")
            .whereLayer("descriptors")
            .mayOnlyBeAccessedByLayers("registry", "scan", "metrics")
            .whereLayer("connection")
            .mayOnlyBeAccessedByLayers("start", "jmx", "registry", "scan", "metrics", "descriptors")
            .whereLayer("stacks")
            .mayOnlyBeAccessedByLayers("start", "registry", "scan", "metrics", "descriptors", "connection")
            .whereLayer("sampling")
            .mayOnlyBeAccessedByLayers("registry", "descriptors", "connection")
            .whereLayer("/proc")
            .mayOnlyBeAccessedByLayers("start", "registry", "scan", "descriptors", "connection")
            .whereLayer("kernel")
            .mayOnlyBeAccessedByLayers("start", "registry", "scan", "descriptors", "connection", "/proc")
            .whereLayer("libraries")
            .mayOnlyBeAccessedByLayers("registry", "descriptors");

    /** A nested class belongs to its top-level class. */
    @ArchTest
    static final ArchRule classesHaveNoCycles = slices().assignedFrom(slicesOfTheAgent(
                    "classes of the agent", type -> topLevel(type).getName()))
            .should()
            .beFreeOfCycles();

    private static SliceAssignment slicesOfTheAgent(String description, Function<JavaClass, String> slice) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return OF_THE_AGENT.test(type) ? SliceIdentifier.of(slice.apply(type)) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return description;
            }
        };
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(AgentArchitectureTest::topLevel).orElse(type);
    }
}
