// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The format of a recording's chunk: header, numbers and strings, metadata, constants, and the layout of one type's
 * events.
 *
 * <p>Classes here decode bytes that are in memory; they neither open files nor choose events. Damage is a
 * {@link io.github.lastack.recording.format.DamageException}.
 */
package io.github.lastack.recording.format;
