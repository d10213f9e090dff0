// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The selection of connections and sites to display, their order, and the number left out.
 *
 * <p>Knows a finished diagnosis; commands and renderers use it.
 */
package io.github.lastack.diagnose.select;
