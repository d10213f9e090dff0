// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * From the histories of connections to a diagnosis: {@link io.github.lastack.diagnose.Diagnoser} passes every
 * connection to the rules and the statistics, and makes the {@link io.github.lastack.diagnose.Diagnosis} that all
 * output is made from.
 *
 * <p>The packages below are, from first to last: blame, ports, problem, advice, profile, site, rule, stats; then this
 * one; then select and diff. Each knows only those before it.
 */
package io.github.lastack.diagnose;
