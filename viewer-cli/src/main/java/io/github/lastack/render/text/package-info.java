// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The text output of each command, one class a command: {@link io.github.lastack.render.text.SummaryText} for
 * {@code lastack summary}, and so on.
 *
 * <p>Composed of the sentences of {@code phrase}. No class here reads a recording or decides on a finding.
 */
package io.github.lastack.render.text;
