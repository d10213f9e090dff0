// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Access to the JDK's internals: the only package that makes private methods and fields of the JDK accessible, and
 * finds the descriptor that a socket or channel holds.
 *
 * <p>Called by every other package of the agent, on any thread. Uses none of them.
 */
package io.github.lastack.agent.jdk;
