// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * One self-contained HTML page from a diagnosis: {@link io.github.lastack.report.HtmlReport} writes it,
 * {@link io.github.lastack.report.ReportPage} arranges its parts, the other classes are one part each.
 *
 * <p>Packages below, from first to last: markup, figure. Each knows only those before it.
 */
package io.github.lastack.report;
