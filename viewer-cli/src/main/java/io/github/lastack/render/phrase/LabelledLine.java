// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

/** One sentence, without its full stop, and a word or two for what it is about. */
public record LabelledLine(String label, String words) {}
