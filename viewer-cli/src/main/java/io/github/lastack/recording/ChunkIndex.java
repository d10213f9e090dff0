// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.Metadata;

/**
 * What a first pass over a chunk has found, for the next pass.
 *
 * @param events positions of the requested events; null if they are so many that searching again is cheap; in the
 *     order of time once sorted
 * @param checkpoints positions of the constants
 * @param corruptRegions regions that could not be read
 */
record ChunkIndex(Metadata metadata, TimeOrder events, int[] checkpoints, int corruptRegions) {}
