// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The live view of one JVM: follows its recording while it is written, and redraws the terminal.
 *
 * <p>Knows facts, the diagnosis and its text; only the command {@code top} uses it. One thread reads, one draws.
 */
package io.github.lastack.top;
