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

/** Connections of one site that had no events of their own, because too many were opened at once. */
@Name("lastack.ConnectionsCounted")
@Label("Connections Counted")
@Category({"Lastack", "Connection"})
@Description(
        "Connections that were opened too fast to be recorded individually, by where they were opened: estimates from a"
                + " sample")
@StackTrace(false)
@Period("1 s")
public final class ConnectionsCountedEvent extends Event {
    @Label("Opened Site")
    @SiteId
    public long openedSite;

    @Label("Opened By")
    @Description("Innermost frame outside of the JDK where they were opened")
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
    @Description("Of those opened, how many had no stack taken: those of the sample stand for them")
    public long estimated;

    @Label("Variance")
    @Description("Of Opened; the standard error of a sum of several is the square root of the sum of their variances")
    public long variance;

    @Label("Closed")
    public long closed;

    @Label("Closed First")
    @Description(
            "Of those closed, how many before anything was heard of the peer's FIN or a reset; nobody asked the kernel")
    public long closedFirst;

    @Label("Described Later")
    @Description(
            "Those that stayed open, and have events of their own from then on, of which Open Connection is the first")
    public long described;
}
