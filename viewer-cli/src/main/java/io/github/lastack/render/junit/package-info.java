// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * What {@code lastack check} writes for build servers: JUnit's XML.
 */
package io.github.lastack.render.junit;
