// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Guests;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every event has its strings in every chunk, for every reader: before JDK 21 JFR loses some when it begins a chunk.
 */
class StringsIT {
    @TempDir
    Path folder;

    /** Chunks are ended from outside, with and without connections opened in them, and by the thread that exits. */
    @OnJdks(Jdks.EVERY)
    void events_ofEveryChunk_haveTheirStrings(TestJdk jdk) throws Exception {
        Path whole = folder.resolve("app.jfr");
        Path second = folder.resolve("second.jfr");
        try (HostJvm host =
                HostJvm.on(jdk).main(Guests.class).recordingTo(whole).start()) {
            host.awaitLine("ready 10", HostJvm.LIMIT);
            host.dumped();
            host.dumped();
            host.say("");
            host.awaitLine("ready 20", HostJvm.LIMIT);
            host.jcmd("JFR.start name=second settings=default");
            host.say("");
            host.awaitLine("ready 30", HostJvm.LIMIT);
            host.dumped();
            host.jcmd("JFR.stop name=second filename=" + second);
            host.say("");
            host.awaitLine("ready 40", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
        }

        for (Path file : List.of(whole, second)) {
            List<RecordedEvent> events = Recorded.in(file).all();
            assertThat(events.stream().filter(event -> event.hasField("openedBy")))
                    .isNotEmpty();
            assertThat(events.stream().flatMap(StringsIT::missing))
                    .as(file.toString())
                    .isEmpty();
        }
        assertThat(Recorded.in(whole).last("AgentInfo"))
                .hasValueSatisfying(
                        info -> assertThat(info.getLong("suppressedErrors")).isZero());
    }

    private static Stream<String> missing(RecordedEvent event) {
        return event.getFields().stream()
                .filter(field -> field.getTypeName().equals("java.lang.String"))
                .map(ValueDescriptor::getName)
                .filter(field -> event.getString(field) == null)
                .map(field -> Recorded.nameOf(event) + "." + field + " at " + event.getStartTime());
    }
}
