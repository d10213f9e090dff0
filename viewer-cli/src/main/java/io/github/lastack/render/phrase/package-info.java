// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * What several commands say alike: the verdict, a site, states, what could not be judged.
 *
 * <p>Each class says one thing, in one place, so that {@code summary}, {@code sites}, {@code top} and the report agree.
 * Knows {@code layout}; used by {@code text}, {@code json} and the report.
 */
package io.github.lastack.render.phrase;
