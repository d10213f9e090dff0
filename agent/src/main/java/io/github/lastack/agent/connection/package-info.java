// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * One connection: what is known of its descriptor, its two ends, its state, its uses and its close, and what it adds to
 * the counts while it is not recorded individually.
 *
 * <p>Called by {@link io.github.lastack.agent.descriptor}, {@link io.github.lastack.agent.scan} and
 * {@link io.github.lastack.agent.registry} on any thread; each class says how it is guarded. No lock is held while
 * something of another package than the kernel's is called.
 */
package io.github.lastack.agent.connection;
