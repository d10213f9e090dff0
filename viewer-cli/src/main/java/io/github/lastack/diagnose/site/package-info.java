// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Findings that have one cause and one blamed place are one site: {@link io.github.lastack.diagnose.site.SiteTally}
 * adds them up, {@link io.github.lastack.diagnose.site.SiteKey} names the place,
 * {@link io.github.lastack.diagnose.site.LeakSite} is the result.
 *
 * <p>Knows problems, blame and advice; rules fill it.
 */
package io.github.lastack.diagnose.site;
