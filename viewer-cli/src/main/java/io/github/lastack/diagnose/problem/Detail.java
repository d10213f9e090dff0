// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

/** Details of a site beyond those that all sites have. */
public interface Detail {}
