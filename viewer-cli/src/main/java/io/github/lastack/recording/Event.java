// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.JfrFrame;
import java.time.Instant;
import java.util.List;

/** An event with its fields; a field that the writer did not know is zero, false, or an empty string. */
public interface Event {
    String type();

    Instant start();

    Instant end();

    boolean has(FieldName field);

    long number(FieldName field);

    boolean flag(FieldName field);

    /** Never null. */
    String text(FieldName field);

    /** Returns the frames, innermost first; null without a stack. */
    List<JfrFrame> stack();

    /** Returns the names of the event's own fields, without those that JFR adds. */
    List<String> names();

    /** Returns the value of an own field that is a number; 0 if there is none of that name. */
    long number(String field);
}
