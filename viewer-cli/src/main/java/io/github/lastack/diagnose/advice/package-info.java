// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What to do about a site, in the light of what was found: an advice by the library that was in use, by the kernel's
 * settings, or else the cause's own.
 *
 * <p>Knows problems and their evidence; sites ask it.
 */
package io.github.lastack.diagnose.advice;
