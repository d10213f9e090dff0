// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Looks at many connections at once: the probing thread and its pace, the threads that hold stuck connections, the
 * holders of ports that could not be bound, the kernel's counts, and what the kernel still does with closed
 * connections.
 *
 * <p>Called by {@link io.github.lastack.agent.registry} and the agent's start, on the probing thread and on JFR's own.
 */
package io.github.lastack.agent.scan;
