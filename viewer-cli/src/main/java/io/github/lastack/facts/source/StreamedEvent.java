// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.recording.Event;
import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.JfrFrame;
import java.time.Instant;
import java.util.List;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;

/** An event as the JDK's own reader gives it. */
record StreamedEvent(RecordedEvent event) implements Event {
    /** What JFR adds to every event. */
    private static final List<String> OF_EVERY_EVENT = List.of("startTime", "duration", "eventThread", "stackTrace");

    @Override
    public String type() {
        return event.getEventType().getName();
    }

    @Override
    public Instant start() {
        return event.getStartTime();
    }

    @Override
    public Instant end() {
        return event.getEndTime();
    }

    @Override
    public boolean has(FieldName field) {
        return event.hasField(field.fieldName());
    }

    @Override
    public long number(FieldName field) {
        return has(field) ? event.getLong(field.fieldName()) : 0;
    }

    @Override
    public boolean flag(FieldName field) {
        return has(field) && event.getBoolean(field.fieldName());
    }

    @Override
    public String text(FieldName field) {
        String value = has(field) ? event.getString(field.fieldName()) : null;
        return value == null ? "" : value;
    }

    @Override
    public List<JfrFrame> stack() {
        if (event.getStackTrace() == null) {
            return null;
        }
        return event.getStackTrace().getFrames().stream()
                .map(frame -> new JfrFrame(
                        frame.getMethod().getType().getName(),
                        frame.getMethod().getName(),
                        frame.getMethod().getModifiers(),
                        frame.getLineNumber()))
                .toList();
    }

    @Override
    public List<String> names() {
        return event.getFields().stream()
                .map(ValueDescriptor::getName)
                .filter(name -> !OF_EVERY_EVENT.contains(name))
                .toList();
    }

    @Override
    public long number(String field) {
        return event.hasField(field) ? event.getLong(field) : 0;
    }
}
