// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The replay of facts through the TCP machine: from the recorded facts of a connection to its history.
 *
 * <p>{@link io.github.lastack.replay.Replay} reads all facts once. Each connection is replayed alone, and once more if
 * its other end was recorded too. Only {@link io.github.lastack.model.TcpMachine} decides on states.
 */
package io.github.lastack.replay;
