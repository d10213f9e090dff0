// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Statistics of all connections, healthy ones too: states over time, transitions, remotes, connects that nobody
 * answers.
 *
 * <p>Depends on histories and blame only.
 */
package io.github.lastack.diagnose.stats;
