// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * One event of a recording as a value: what the agent saw, when and where.
 *
 * <p>{@link io.github.lastack.facts.EventFacts} turns events into facts, and knows every version of them. Nothing here
 * knows of files, states or problems. What comes before: {@code recording}; what follows: {@code facts.source}.
 */
package io.github.lastack.facts;
