// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

/** What is to be said of a site beyond what all sites have. */
public interface Detail {}
