// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.Metadata;

/**
 * What a look at a chunk has found, for the next one.
 *
 * @param events where those lie that were looked for; null where these make up so much of it that looking again is cheap;
 *     in the order of time, once they are sorted
 * @param checkpoints where the constants lie
 * @param corruptRegions how many places could not be read on the way
 */
record ChunkIndex(Metadata metadata, TimeOrder events, int[] checkpoints, int corruptRegions) {}
