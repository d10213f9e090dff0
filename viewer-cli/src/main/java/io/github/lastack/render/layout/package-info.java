// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * How text is laid out: width, colour, tables, folded stacks. {@link io.github.lastack.render.layout.Style} says what
 * the terminal can do, {@link io.github.lastack.render.layout.Lines} collects lines that fit it.
 *
 * <p>Nothing here knows what is said. Used by {@code phrase} and {@code text}.
 */
package io.github.lastack.render.layout;
