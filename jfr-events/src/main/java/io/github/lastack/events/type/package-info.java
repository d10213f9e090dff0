// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Declarations of the events of listeners and of the agent itself, and the annotations that relate events by a number.
 *
 * <p>Declarations only: public fields with the labels that JMC shows, no methods. The facade in
 * {@code io.github.lastack.events} fills them. Names of events and fields are API: a name keeps its meaning, a new
 * meaning gets a new name.
 */
package io.github.lastack.events.type;
