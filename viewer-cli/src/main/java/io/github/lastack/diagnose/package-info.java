// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Makes a diagnosis from the histories of connections: {@link io.github.lastack.diagnose.Diagnoser} passes every
 * connection to the rules and the statistics. The resulting {@link io.github.lastack.diagnose.Diagnosis} is the source
 * of all output.
 *
 * <p>The subpackages and this package are, in the order of their dependencies: blame, ports, problem, advice, profile,
 * site, rule, stats, this package, select, diff. Each knows only those before it.
 */
package io.github.lastack.diagnose;
