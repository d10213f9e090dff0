// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Facts through the TCP machine again: from what was recorded of a connection to its history.
 *
 * <p>{@link io.github.lastack.replay.Replay} goes through all facts once. Each connection is replayed alone, and again
 * where its other end was recorded too. Only {@link io.github.lastack.model.TcpMachine} decides on states.
 */
package io.github.lastack.replay;
