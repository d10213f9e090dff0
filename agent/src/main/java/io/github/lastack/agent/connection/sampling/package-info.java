// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Decides how much is recorded: which connections individually, which openings beyond that rate are sampled, and which
 * uses of a connection have their stack taken.
 *
 * <p>Called by {@link io.github.lastack.agent.connection} and the packages above it on the application's threads,
 * without a lock. Uses the JDK only.
 */
package io.github.lastack.agent.connection.sampling;
