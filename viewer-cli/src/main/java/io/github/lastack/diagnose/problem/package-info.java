// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What can be wrong, and why: {@link io.github.lastack.diagnose.problem.Problem},
 * {@link io.github.lastack.diagnose.problem.Cause} with its advice, and the details that one kind of site has beyond
 * what all sites have.
 *
 * <p>Values only: rules fill them, renderers show them.
 */
package io.github.lastack.diagnose.problem;
