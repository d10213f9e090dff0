// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * All connections of a site together, in a size that does not depend on how many there are: their stacks, how long they
 * had the problem, how they came and went.
 *
 * <p>Knows histories only. Sites collect it, the report draws from it.
 */
package io.github.lastack.diagnose.profile;
