// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.site.SiteKey;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.JvmHistory;
import java.util.List;

/** Context that all rules of one diagnosis share, known before any connection is considered. */
public record RuleContext(RecordingInfo recording, List<JvmHistory> jvms, Blame blame, SiteKey.Cache keys) {}
