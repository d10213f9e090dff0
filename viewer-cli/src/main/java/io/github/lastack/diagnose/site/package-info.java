// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Sites: findings that have one cause and one blamed place. {@link io.github.lastack.diagnose.site.SiteTally} adds
 * findings up, {@link io.github.lastack.diagnose.site.SiteKey} names the place, {@link
 * io.github.lastack.diagnose.site.LeakSite} is the result.
 *
 * <p>Depends on problems, blame and advice. Rules add the findings.
 */
package io.github.lastack.diagnose.site;
