// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Reads recording files: finds their chunks, also damaged and unfinished ones, and returns the events of a chunk in
 * the order of their times.
 *
 * <p>A faster reader than {@code jdk.jfr.consumer} for what the agent writes, checked against it by tests. Knows the
 * format only.
 */
package io.github.lastack.recording;
