// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The layout of text: width, colour, tables, folded stacks. {@link io.github.lastack.render.layout.Style} describes the
 * terminal, {@link io.github.lastack.render.layout.Lines} collects lines that fit it.
 *
 * <p>Words no finding. Used by {@code phrase} and {@code text}.
 */
package io.github.lastack.render.layout;
