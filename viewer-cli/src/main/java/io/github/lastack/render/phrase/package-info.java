// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The sentences that several commands share: the verdict, a site, states, what could not be judged.
 *
 * <p>Each class words one subject, so that {@code summary}, {@code sites}, {@code top} and the report agree. Depends on
 * {@code layout}; used by {@code text}, {@code json} and the report.
 */
package io.github.lastack.render.phrase;
