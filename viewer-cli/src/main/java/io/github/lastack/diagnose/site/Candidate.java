// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

/** Site that a connection belongs to if the connection turns out to be a problem. */
public interface Candidate {
    /**
     * Returns the key of the site; null if the connection is no problem. Must be called after all connections have been
     * considered and every rule has finished.
     */
    SiteKey key();
}
