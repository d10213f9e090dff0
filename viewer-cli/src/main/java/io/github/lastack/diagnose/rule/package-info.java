// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Rules that find problems: one {@link io.github.lastack.diagnose.rule.Rule} for each kind, with its thresholds.
 *
 * <p>Rules see one connection at a time, in any order. Findings that need every connection are made at the end. Rules
 * depend on sites and on what sites are made of.
 */
package io.github.lastack.diagnose.rule;
