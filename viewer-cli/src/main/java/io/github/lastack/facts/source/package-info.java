// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Where facts come from: recordings, folders of them, the repository of a JVM that was killed, or a running JVM.
 *
 * <p>{@link io.github.lastack.facts.source.RecordingReader} opens what the user named and gives the
 * {@link io.github.lastack.facts.source.Recording}: the facts of each JVM, in the order of time, and what was lost.
 * They are read again for each pass, so that a recording need not fit into memory.
 */
package io.github.lastack.facts.source;
