// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Applications that the integration tests run under the agent: Java 8, no dependencies.
 *
 * <p>Each acts on its sockets in methods named after the action ({@code connect}, {@code accept}, {@code read}, {@code
 * close}), which are therefore the first frames of application code in what the agent records.
 */
package io.github.lastack.agent.host;
