// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Advice about a site, based on the findings: by the library in use, by the kernel's settings, or else by the cause.
 *
 * <p>Knows problems and their evidence; sites call it.
 */
package io.github.lastack.diagnose.advice;
