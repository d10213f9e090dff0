// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.advice.SiteEvidence;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.problem.Detail;
import java.util.List;

/** Context with which a site is explained. */
public interface SiteContext {
    FrameOrigins origins();

    /** Returns a stack split at its blamed frame of the application: what that frame has called, and the rest. */
    SiteEvidence.Part part(List<String> stack);

    /** Returns the details from the rule of the site's cause; null if there are none. */
    Detail detail(SiteTally site);
}
