// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The SARIF log that {@code lastack check} writes for sites that host code, with the files and lines of the frames.
 */
package io.github.lastack.render.sarif;
