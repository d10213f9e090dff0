// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What the report's pages and pictures are written with: elements, numbers, frames and links to a site.
 *
 * <p>Knows the diagnosis only where a site's anchor is made.
 */
package io.github.lastack.report.markup;
