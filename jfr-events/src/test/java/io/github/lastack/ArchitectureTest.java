// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.type.connection.PeerEvent;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Event;

/** Which package may know which, and for which Java the class files are. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int JAVA_8 = 52;

    @ArchTest
    static final ArchRule modelKnowsOnlyTheLanguage = classes()
            .that()
            .resideInAPackage("io.github.lastack.model")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.github.lastack.model", "java.lang", "java.util"));

    @ArchTest
    static final ArchRule eventsKnowOnlyTheModelAndJfr = classes()
            .that()
            .resideInAPackage("io.github.lastack.events..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.github.lastack.events..",
                    "io.github.lastack.model",
                    "java.lang",
                    "java.lang.annotation",
                    "java.io",
                    "java.nio.file..",
                    "java.nio.charset",
                    "java.nio.channels",
                    "java.time",
                    "java.util",
                    "java.util.concurrent.atomic",
                    "jdk.jfr"));

    @ArchTest
    static final ArchRule onlyEventsKnowJfr = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.lastack.events..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.github.lastack.(**)").should().beFreeOfCycles();

    /** The facade and a recording commit events; a declaration knows nobody but the annotations beside it. */
    @ArchTest
    static final ArchRule declarationsKnowOnlyDeclarationsAndJfr = classes()
            .that()
            .resideInAPackage("io.github.lastack.events.type..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "io.github.lastack.events.type..", "java.lang", "java.lang.annotation", "jdk.jfr"));

    @ArchTest
    static final ArchRule eventsAreDeclaredInTheirOwnPackages =
            classes().that().areAssignableTo(Event.class).should().resideInAPackage("io.github.lastack.events.type..");

    @ArchTest
    static final ArchRule peersAreDeclaredOnce = fields().that()
            .areDeclaredInClassesThat()
            .areAssignableTo(Event.class)
            .and()
            .haveName("host")
            .should()
            .beDeclaredIn(PeerEvent.class);

    /** Callers of the facade load where there is no jdk.jfr, so they must not name an event. */
    @ArchTest
    static final ArchRule onlyEventsKnowTheDeclarations = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.lastack.events..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.lastack.events.type..");

    @ArchTest
    static final ArchRule onlyARecordingSwitchesTheEventsOn = noClasses()
            .that()
            .resideOutsideOfPackages("io.github.lastack.events", "io.github.lastack.events.recording")
            .should()
            .callMethod(SocketEvents.class, "switchOn")
            .orShould()
            .callMethod(SocketEvents.class, "switchOff");

    @ArchTest
    static void eventsAreDeclarations(JavaClasses classes) {
        JavaClasses events =
                classes.that(DescribedPredicate.describe("events", found -> found.isAssignableTo(Event.class)));
        assertThat(events.stream().toList()).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getMethods()).isEmpty();
            assertThat(event.getConstructors()).hasSize(1);
            assertThat(event.getFields()).allMatch(field -> field.getModifiers().equals(Set.of(JavaModifier.PUBLIC)));
        });
    }

    /** Whoever calls the facade must load on a JVM that has no jdk.jfr. */
    @ArchTest
    static void signaturesOfTheFacadeNameNoTypeOfJfr(JavaClasses classes) {
        Set<JavaMethod> methods = classes.get(SocketEvents.class).getMethods();
        assertThat(methods).isNotEmpty();
        assertThat(methods.stream().flatMap(ArchitectureTest::typesOf))
                .extracting(JavaClass::getPackageName)
                .doesNotContain("jdk.jfr");
    }

    @ArchTest
    static void classFilesAreForJava8(JavaClasses classes) {
        assertThat(classes.stream().collect(Collectors.toMap(JavaClass::getName, ArchitectureTest::majorVersion)))
                .hasSizeGreaterThan(20)
                .allSatisfy((name, version) -> assertThat(version).isEqualTo(JAVA_8));
    }

    private static Stream<JavaClass> typesOf(JavaMethod method) {
        return Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()));
    }

    private static int majorVersion(JavaClass javaClass) {
        URI file = javaClass.getSource().orElseThrow().getUri();
        try (DataInputStream in = new DataInputStream(file.toURL().openStream())) {
            in.readInt(); // the magic number
            in.readUnsignedShort(); // the minor version
            return in.readUnsignedShort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
