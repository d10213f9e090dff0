// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Stacks of the application: captured where something happens to a connection, numbered, and later turned into the
 * frames and class origins that a recording keeps.
 *
 * <p>Called by {@link io.github.lastack.agent.connection} and the packages above it, on any thread: capturing on the
 * thread that runs the hook, numbering and recording on the probing thread and on JFR's own. Uses
 * {@link io.github.lastack.agent.jdk} only.
 */
package io.github.lastack.agent.connection.stack;
