// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The pictures of the report, as SVG: states over time, the state diagram, flame graphs, histograms, and the axes they
 * share.
 *
 * <p>Each picture is drawn from values of the diagnosis on a {@link io.github.lastack.report.markup.Markup}.
 */
package io.github.lastack.report.figure;
