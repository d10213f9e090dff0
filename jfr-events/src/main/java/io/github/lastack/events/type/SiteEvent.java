// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A stack that was taken earlier or by another thread than the event that names it. */
@Name("lastack.Site")
@Label("Site")
@Category({"Lastack", "Agent"})
@Description("Stack that other events refer to by its number")
@StackTrace(false)
public final class SiteEvent extends Event {
    @Label("Site Id")
    @SiteId
    public long siteId;

    @Label("Frames")
    @Description("Stack as Java prints it, one frame a line, innermost first")
    public String frames;
}
