// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The listener of the hooks: turns what the application's sockets do (open, read, write, shut down, close) into changes
 * of the connections, and has them recorded.
 *
 * <p>Called by {@link io.github.lastack.boot.SocketHooks} on the application's threads, inside the JDK's socket
 * methods, and by the agent's start on the probing thread and JFR's.
 */
package io.github.lastack.agent.registry;
