// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.advice.SiteEvidence;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.problem.Detail;
import java.util.List;

/** What a site is explained with. */
public interface SiteContext {
    FrameOrigins origins();

    /** What of a stack the application's frame has called that is blamed in it. */
    SiteEvidence.Part part(List<String> stack);

    /** What the rule of the site's cause has to say of it; null if nothing. */
    Detail detail(SiteTally site);
}
