// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The JUnit XML that {@code lastack check} writes for build servers.
 */
package io.github.lastack.render.junit;
