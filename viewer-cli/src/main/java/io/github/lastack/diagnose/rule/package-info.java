// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * How problems are found: one {@link io.github.lastack.diagnose.rule.Rule} for each kind, with its thresholds.
 *
 * <p>Rules see one connection at a time, in any order; what can be told only when all have come is told at the end.
 * They know sites and what sites are made of.
 */
package io.github.lastack.diagnose.rule;
