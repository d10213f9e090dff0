// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Applications that the integration tests run under the agent: Java 8, no dependencies.
 *
 * <p>What each does to its sockets is done in a method named after it ({@code connect}, {@code accept}, {@code read},
 * {@code close}), which is therefore the first frame of application code in what the agent records.
 */
package io.github.lastack.agent.host;
