// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * What is known of each connection, listener and JVM after all facts are read, as values that later
 * stages only read.
 *
 * <p>{@link io.github.lastack.history.ConnectionHistory} is the type to read first. This package judges nothing.
 * A value that was not recorded is null, -1 or empty, as its documentation says. {@code replay} makes the histories,
 * {@code diagnose} judges them.
 */
package io.github.lastack.history;
