// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** A requested field. An enum implements it, so that fields are found by ordinal and not by name. */
public interface FieldName {
    int ordinal();

    String fieldName();
}
