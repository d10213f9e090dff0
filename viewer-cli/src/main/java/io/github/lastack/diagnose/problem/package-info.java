// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Problems and their causes: {@link io.github.lastack.diagnose.problem.Problem}, {@link
 * io.github.lastack.diagnose.problem.Cause} with its advice, and the details that one kind of site has beyond those
 * that all sites have.
 *
 * <p>Contains values only: rules fill them, renderers display them.
 */
package io.github.lastack.diagnose.problem;
