// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

/** The site that a connection belongs to, if that turns out to be a problem. */
public interface Candidate {
    /** Null if it is none. To be asked when all connections have come and every rule has finished. */
    SiteKey key();
}
