// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.events.EventNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** All that a recording says of our events, a line each, by the JDK's reader and by ours. */
public final class Reference {
    private static final List<String> TIMES_AND_STACK = List.of("startTime", "duration", "eventThread", "stackTrace");

    private Reference() {}

    /**
     * By {@code jdk.jfr.consumer}, which is given chunk by chunk: else it converts a later chunk's times by the clock
     * of the first, which is some hundred nanoseconds off.
     */
    public static List<String> expected(Path file) throws IOException {
        List<String> events = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(file);
        Path alone = Files.createTempFile("lastack-chunk", ".jfr");
        for (int from = 0; from < bytes.length; ) {
            int size = (int) ByteBuffer.wrap(bytes, from, bytes.length - from).getLong(from + Long.BYTES);
            Files.write(alone, Arrays.copyOfRange(bytes, from, from + size));
            addChunk(alone, events);
            from += size;
        }
        Files.delete(alone);
        Collections.sort(events);
        return events;
    }

    private static void addChunk(Path file, List<String> events) throws IOException {
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().startsWith(EventNames.PREFIX)) {
                    events.add(line(event));
                }
            }
        }
    }

    private static String line(RecordedEvent event) {
        StringJoiner line = new StringJoiner(" | ");
        line.add(event.getEventType().getName());
        line.add(event.getStartTime().toString());
        line.add(event.getEndTime().toString());
        for (ValueDescriptor field : event.getFields()) {
            if (!TIMES_AND_STACK.contains(field.getName())) {
                Object value = event.getValue(field.getName());
                line.add(field.getName() + "=" + (value instanceof Boolean flag ? (flag ? 1L : 0L) : value));
            }
        }
        if (event.getStackTrace() != null) {
            line.add(event.getStackTrace().getFrames().stream()
                    .map(Reference::frame)
                    .collect(Collectors.joining(" < ")));
        }
        return line.toString();
    }

    private static String frame(RecordedFrame frame) {
        return frame(
                frame.getMethod().getType().getName(),
                frame.getMethod().getName(),
                frame.getMethod().getModifiers(),
                frame.getLineNumber());
    }

    private static String frame(String type, String method, int modifiers, int line) {
        return type + '.' + method + ':' + line + '/' + modifiers;
    }

    /** By our reader. */
    public static List<String> actual(Path file) throws IOException {
        List<String> events = new ArrayList<>();
        for (RecordedFile recording : RecordedFile.open(file, bytes -> {})) {
            try (recording) {
                for (RecordedFile.Part part : recording.parts()) {
                    Chunk chunk = part.read(List.of(), name -> name.startsWith(EventNames.PREFIX), name -> true);
                    for (Event event = chunk.next(); event != null; event = chunk.next()) {
                        events.add(line(event));
                    }
                }
            }
        }
        Collections.sort(events);
        return events;
    }

    private static String line(Event event) {
        StringJoiner line = new StringJoiner(" | ");
        line.add(event.type());
        line.add(event.start().toString());
        line.add(event.end().toString());
        for (String field : event.names()) {
            line.add(field + "=" + ((ChunkEvent) event).value(field));
        }
        if (event.stack() != null) {
            line.add(event.stack().stream()
                    .map(frame -> frame(frame.type(), frame.method(), frame.modifiers(), frame.line()))
                    .collect(Collectors.joining(" < ")));
        }
        return line.toString();
    }
}
