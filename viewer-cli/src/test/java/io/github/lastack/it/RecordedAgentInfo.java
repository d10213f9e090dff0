// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import io.github.lastack.events.EventNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What the agent says of itself in a recording, read by the JDK's own parser. */
record RecordedAgentInfo(long suppressedErrors, String hooksFailed, boolean kernelAsked) {
    static RecordedAgentInfo in(Path recording) throws IOException {
        List<RecordedEvent> infos = RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals(EventNames.AGENT_INFO))
                .toList();
        if (infos.isEmpty()) {
            throw new AssertionError("no " + EventNames.AGENT_INFO + " in " + recording);
        }
        return new RecordedAgentInfo(
                infos.stream()
                        .mapToLong(info -> info.getLong("suppressedErrors"))
                        .sum(),
                infos.stream()
                        .map(info -> String.valueOf(info.getString("hooksFailed")))
                        .filter(failed -> !failed.equals("null"))
                        .collect(Collectors.joining()),
                infos.stream().allMatch(info -> info.getBoolean("kernelAsked")));
    }
}
