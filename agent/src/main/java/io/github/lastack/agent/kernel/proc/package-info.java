// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Reads what the kernel says of all sockets and of itself in {@code /proc}: the tables of TCP sockets, the counters,
 * the settings, and the CPU time of a thread.
 *
 * <p>Called by {@link io.github.lastack.agent.scan} and the packages above it. Tables are read on JFR's threads, on the
 * probing thread and while the agent is attached. Uses {@link io.github.lastack.agent.kernel} and {@link
 * io.github.lastack.agent.jdk}.
 */
package io.github.lastack.agent.kernel.proc;
