// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/**
 * Names, types and annotations of events and fields are API: recordings outlive versions.
 *
 * <p>{@code mvn test -Dgoldens=update} rewrites the golden text; the diff is then the change of API to be judged.
 */
@UsesFlightRecorder
class EventVocabularyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/github/lastack/events/vocabulary.txt");

    /** Every event has these of JFR's own. */
    private static final Set<String> JFR_FIELDS = Set.of("startTime", "duration", "eventThread", "stackTrace");

    @Test
    void vocabulary_ofAllEvents_isTheGoldenText() throws IOException {
        String vocabulary = eventClasses().map(EventVocabularyTest::describe).collect(Collectors.joining("\n"));
        if ("update".equals(System.getProperty("goldens"))) {
            Files.writeString(GOLDEN, vocabulary);
        }
        assertThat(vocabulary).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void eventName_isAConstantForReaders() {
        List<String> constants = Arrays.stream(EventNames.class.getFields())
                .filter(field -> !field.getName().equals("PREFIX"))
                .map(EventVocabularyTest::value)
                .toList();
        assertThat(eventClasses().map(event -> event.getAnnotation(Name.class).value()))
                .containsExactlyInAnyOrderElementsOf(constants);
    }

    @Test
    void readme_hasATableOfEveryEvent() throws IOException {
        List<String> sections = List.of(Files.readString(Path.of("README.md")).split("\n###? "));
        assertThat(eventClasses().map(EventType::getEventType)).allSatisfy(type -> {
            String section = sections.stream()
                    .filter(text -> text.startsWith(type.getName() + "\n"))
                    .findFirst()
                    .orElse("");
            assertThat(ownFields(type)).allSatisfy(field -> assertThat(section).contains("`" + field.getName() + "`"));
        });
    }

    @Test
    void field_hasALabel() {
        assertThat(eventClasses().map(EventType::getEventType)).allSatisfy(type -> assertThat(type.getFields())
                .allSatisfy(field -> assertThat(field.getLabel()).isNotBlank()));
    }

    private static Stream<Class<? extends Event>> eventClasses() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackagesOf(SocketEvents.class).stream()
                        .filter(found -> found.isAssignableTo(Event.class))
                        .filter(found -> !found.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::reflect)
                        .<Class<? extends Event>>map(found -> found.asSubclass(Event.class))
                        .sorted(Comparator.comparing(Class::getSimpleName));
    }

    private static String describe(Class<? extends Event> event) {
        EventType type = EventType.getEventType(event);
        String head = type.getName() + "\n" + annotations(type.getAnnotationElements(), "  ") + settings(event);
        return head + ownFields(type).map(EventVocabularyTest::describe).collect(Collectors.joining());
    }

    private static Stream<ValueDescriptor> ownFields(EventType type) {
        return type.getFields().stream().filter(field -> !JFR_FIELDS.contains(field.getName()));
    }

    private static String describe(ValueDescriptor field) {
        return "  " + field.getTypeName() + " " + field.getName() + "\n"
                + annotations(field.getAnnotationElements(), "    ");
    }

    /** JFR keeps these annotations as the defaults of settings, so they are asked of the class. */
    private static String settings(Class<? extends Event> event) {
        Period period = event.getAnnotation(Period.class);
        Threshold threshold = event.getAnnotation(Threshold.class);
        return "  @StackTrace(" + event.getAnnotation(StackTrace.class).value() + ")\n"
                + (threshold == null ? "" : "  @Threshold(" + threshold.value() + ")\n")
                + (period == null ? "" : "  @Period(" + period.value() + ")\n");
    }

    private static String annotations(List<AnnotationElement> annotations, String indent) {
        return annotations.stream()
                .map(annotation -> indent + "@" + simpleName(annotation.getTypeName()) + values(annotation) + "\n")
                .sorted()
                .collect(Collectors.joining());
    }

    private static String values(AnnotationElement annotation) {
        return annotation.getValues().stream()
                .map(value -> value instanceof Object[] array ? Arrays.toString(array) : value.toString())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String simpleName(String typeName) {
        return typeName.substring(typeName.lastIndexOf('.') + 1);
    }

    private static String value(java.lang.reflect.Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
