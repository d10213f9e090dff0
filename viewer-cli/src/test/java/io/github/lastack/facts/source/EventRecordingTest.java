// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.events.EventNames;
import io.github.lastack.facts.EventKinds;
import io.github.lastack.facts.Field;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.recording.Event;
import io.github.lastack.render.json.SitesJson;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesFlightRecorder
class EventRecordingTest {
    private static final Set<String> KINDS = EventKinds.all().collect(Collectors.toSet());

    @TempDir
    Path directory;

    @Test
    void events_inReverseOrder_areDiagnosedAsTheirFileIs() throws Exception {
        Path file = RealRecording.leaky(directory.resolve("app.jfr"), 3);
        try (Recording stored = RecordingReader.read(List.of(file)).withoutFiles()) {
            Instant end = stored.info().end();
            List<Event> events = events(file);
            Collections.reverse(events);
            Recording made = EventRecording.of(events, stored.info().start(), end);
            assertThat(json(made)).contains("close-wait").isEqualTo(json(stored));
            assertThat(factsOf(made))
                    .isSortedAccordingTo(Comparator.comparing(SocketFact::at))
                    .hasSameSizeAs(factsOf(stored));
            assertThat(made.jvms().get(0).instance())
                    .isEqualTo(stored.jvms().get(0).instance());
        }
    }

    /** As JMC reads a recording whose last chunk the JVM could not end. */
    @Test
    void end_unknownOrBeforeTheNewestEvent_isThatOfTheNewestEvent() throws Exception {
        List<Event> events = events(RealRecording.leaky(directory.resolve("app.jfr"), 1));
        Instant newest = events.stream().map(Event::end).max(Instant::compareTo).orElseThrow();
        assertThat(EventRecording.of(events, newest.minusSeconds(9), null)
                        .info()
                        .end())
                .isEqualTo(newest);
        assertThat(EventRecording.of(events, newest.minusSeconds(9), newest.minusSeconds(2))
                        .info()
                        .end())
                .isEqualTo(newest);
    }

    @Test
    void events_none_areRefused() {
        assertThatThrownBy(() -> EventRecording.of(List.of(), Instant.EPOCH, Instant.EPOCH))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no events of Lastack");
    }

    @Test
    void events_ofSeveralJvms_areRefused() throws Exception {
        Path file = directory.resolve("app.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.agentInfo("1@2", 0);
            recording.agentInfo("3@4", 0);
            recording.dump(file);
        }
        List<Event> events = events(file);
        assertThatThrownBy(() -> EventRecording.of(events, Instant.EPOCH, Instant.EPOCH))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("2 JVMs");
    }

    @Test
    void agent_takenOut_endsWhatIsJudged() throws Exception {
        Path file = directory.resolve("app.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.leak(1);
            recording.agentInfo("1@2", 1, true);
            recording.dump(file);
        }
        List<Event> events = events(file);
        Instant left = events.get(events.size() - 1).end();
        Recording made = EventRecording.of(events, left.minusSeconds(1), left.plusSeconds(100));
        assertThat(made.jvms().get(0).end()).isEqualTo(left);
        assertThat(made.info().losses())
                .singleElement()
                .asString()
                .startsWith("the recording goes on for 100.0 s after");
    }

    @Test
    void event_thatCannotBeRead_isLostAlone() throws Exception {
        Path file = RealRecording.leaky(directory.resolve("app.jfr"), 1);
        List<Event> events = events(file);
        Event opened = events.stream()
                .filter(event -> event.type().equals(EventNames.CONNECTION_OPENED))
                .findFirst()
                .orElseThrow();
        events.add(withoutAddress(opened));
        Recording made = EventRecording.of(events, opened.start(), null);
        Diagnosis diagnosis = Diagnoser.diagnose(made);
        assertThat(diagnosis.recording().losses()).containsExactly("1 events of Lastack could not be read");
        assertThat(diagnosis.sites()).hasSize(1);
    }

    private static Event withoutAddress(Event event) {
        return (Event) Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] == Field.ADDRESS) {
                        throw new IllegalArgumentException("no address");
                    }
                    try {
                        return method.invoke(event, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<SocketFact> factsOf(Recording recording) {
        List<SocketFact> facts = new ArrayList<>();
        recording.jvms().get(0).facts().forEach(facts::add);
        return facts;
    }

    private static List<Event> events(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .map(StreamedEvent::new)
                .filter(event -> KINDS.contains(event.type()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Times to the millisecond: readers round ticks in different ways. */
    private static String json(Recording recording) throws IOException {
        StringWriter out = new StringWriter();
        SitesJson.write(Diagnoser.diagnose(recording), out);
        return out.toString().replaceAll("(:\\d\\d\\.\\d{3})\\d*Z", "$1Z");
    }
}
