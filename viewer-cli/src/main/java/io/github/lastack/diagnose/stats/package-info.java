// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What is counted of all connections, healthy ones too: states over time, transitions, remotes, connects that nobody
 * answers.
 *
 * <p>Knows histories and blame only.
 */
package io.github.lastack.diagnose.stats;
