// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Asks the kernel about one descriptor, by a system call: its TCP state, what is unread, its addresses.
 *
 * <p>Called by {@link io.github.lastack.agent.connection} and the packages above it, on the thread that runs a hook and
 * on the probing thread. Uses {@link io.github.lastack.agent.jdk} only.
 */
package io.github.lastack.agent.kernel;
