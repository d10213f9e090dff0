// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Reads what libraries know of a channel: the names of the handlers that are attached to it, and the channel below an
 * HTTP exchange.
 *
 * <p>Called by {@link io.github.lastack.agent.registry} on any thread. Uses {@link io.github.lastack.agent.jdk} only.
 */
package io.github.lastack.agent.library;
