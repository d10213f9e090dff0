// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The start and the end of the agent: its options, its parts in the order in which they are started, and its status.
 *
 * <p>Called by the JVM ({@code premain}, {@code agentmain}) and by JFR's threads. No other package of the agent uses
 * this one.
 */
package io.github.lastack.agent;
