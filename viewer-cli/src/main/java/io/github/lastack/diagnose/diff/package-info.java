// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What has changed between two recordings: sites that came, went, grew or shrank, and connections that were counted.
 *
 * <p>Knows two finished diagnoses.
 */
package io.github.lastack.diagnose.diff;
