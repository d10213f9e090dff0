// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.JvmHistory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Sites of a recording while findings are added to them. Used by one thread. */
public final class SiteTallies {
    private final RecordingInfo recording;
    private final SiteKey.Cache keys;
    private final Map<SiteKey, SiteTally> tallies = new LinkedHashMap<>();

    public SiteTallies(RecordingInfo recording, SiteKey.Cache keys) {
        this.recording = recording;
        this.keys = keys;
    }

    /** Returns the tally of a site. Creates the tally if there is none yet. */
    public SiteTally of(SiteKey key) {
        return tallies.computeIfAbsent(key, each -> new SiteTally(recording, each.cause()));
    }

    public boolean contains(SiteKey key) {
        return tallies.containsKey(key);
    }

    /** Adds a finding to the site of its cause, role and blamed frame, and returns that site's key. */
    public SiteKey add(JvmHistory jvm, Finding finding) {
        SiteKey key = keys.of(finding.cause(), finding.role(), finding.blame());
        of(key).add(jvm, finding);
        return key;
    }

    public void forEach(BiConsumer<SiteKey, SiteTally> action) {
        tallies.forEach(action);
    }
}
