// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The changes between two recordings: sites that came, went, grew or shrank, and aggregated connections.
 *
 * <p>Knows two finished diagnoses.
 */
package io.github.lastack.diagnose.diff;
