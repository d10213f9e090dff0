// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.SiteId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** Estimated numbers of connections that one site opened and that were not recorded individually. */
@Name("lastack.ConnectionsCounted")
@Label("Connections Counted")
@Category({"Lastack", "Connection"})
@Description("Connections that are not recorded individually, by the site that opened them: estimates from a sample")
@StackTrace(false)
@Period("1 s")
public final class ConnectionsCountedEvent extends Event {
    @Label("Opened Site")
    @SiteId
    public long openedSite;

    @Label("Opened By")
    @Description("Innermost frame of Opened Site outside the JDK")
    public String openedBy;

    @Label("Role")
    @Description("client or server")
    public String role;

    @Label("Counted Since")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long since;

    @Label("Opened")
    public long opened;

    @Label("Estimated")
    @Description("Number of those opened whose stack was not taken; the sampled ones stand for them")
    public long estimated;

    @Label("Variance")
    @Description("Variance of Opened; the standard error of a sum is the square root of the sum of the variances")
    public long variance;

    @Label("Closed")
    public long closed;

    @Label("Closed First")
    @Description("Number of those closed before a FIN of the peer or a reset was noticed; the kernel was not asked")
    public long closedFirst;

    @Label("Described Later")
    @Description(
            "Number of those that stayed open; they are recorded individually from then on, first by Open Connection")
    public long described;
}
