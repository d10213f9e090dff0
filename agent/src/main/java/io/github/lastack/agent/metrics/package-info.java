// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The counts of connections for tools that read them while the JVM runs: by state and role, totals, and the code that
 * leaks. Computed when somebody asks, from what the agent knows anyway.
 *
 * <p>The command line diagnoses recordings with much more evidence. What is said here must not contradict that: the
 * same lists and rules decide which frame is blamed, and where evidence is missing no frame is named.
 */
package io.github.lastack.agent.metrics;
