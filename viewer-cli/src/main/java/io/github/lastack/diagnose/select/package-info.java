// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Which connections and sites are shown, in what order, and how many were left out.
 *
 * <p>Knows a finished diagnosis; commands and renderers use it.
 */
package io.github.lastack.diagnose.select;
