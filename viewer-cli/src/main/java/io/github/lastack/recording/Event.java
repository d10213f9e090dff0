// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.JfrFrame;
import java.time.Instant;
import java.util.List;

/** An event with its fields; one that its writer did not know is zero, false, or an empty string. */
public interface Event {
    String type();

    Instant start();

    Instant end();

    boolean has(FieldName field);

    long number(FieldName field);

    boolean flag(FieldName field);

    /** Never null. */
    String text(FieldName field);

    /** The frames, innermost first; null without a stack. */
    List<JfrFrame> stack();

    /** The names of the fields that the event has of its own. */
    List<String> names();

    /** Of one of these that is a number. */
    long number(String field);
}
