// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Profiles of all connections of a site together, in a size that does not depend on their number: their stacks, how
 * long they had the problem, how they came and went.
 *
 * <p>Depends on histories and problems only. Sites collect a profile; the report draws from it.
 */
package io.github.lastack.diagnose.profile;
