// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

/**
 * Where in a chunk those events lie that somebody has looked for.
 *
 * @param damages how many places could not be read on the way
 */
record Whereabouts(int[] events, int[] checkpoints, int damages) {}
