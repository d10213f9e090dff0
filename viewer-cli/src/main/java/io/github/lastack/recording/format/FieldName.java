// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** A field that is asked for: implemented by an enum, so that it is found by a number and not by its name. */
public interface FieldName {
    int ordinal();

    String fieldName();
}
