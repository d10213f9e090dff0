// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** One frame of a stack as JFR recorded it; {@code modifiers} are those of the method. */
public record JfrFrame(String type, String method, int modifiers, int line) {}
