// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * All open descriptors of this JVM: the table that finds the connection of each, their newest uses, and the events that
 * record their beginning, their listing and their end.
 *
 * <p>Called by {@link io.github.lastack.agent.scan} and {@link io.github.lastack.agent.registry}. Thread-safe; the
 * table is read by application threads inside the hooks, without a lock.
 */
package io.github.lastack.agent.descriptor;
