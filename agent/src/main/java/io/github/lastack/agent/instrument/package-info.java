// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Which methods of the JDK and of Netty are hooked, and the bytecode that calls the hooks.
 *
 * <p>Called by the agent's start, and by the JVM on any thread that loads a class of a hooked library. Knows the hooks
 * and nothing of connections.
 */
package io.github.lastack.agent.instrument;
