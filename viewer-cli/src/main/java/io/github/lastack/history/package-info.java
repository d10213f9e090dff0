// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * What is known of each connection, listener and JVM once all facts are heard: values, which later stages only read.
 *
 * <p>{@link io.github.lastack.history.ConnectionHistory} is the one to read first. Here nothing is judged; a value
 * that was not recorded is null, -1 or empty, as its documentation says. {@code replay} makes them, {@code diagnose}
 * judges them.
 */
package io.github.lastack.history;
