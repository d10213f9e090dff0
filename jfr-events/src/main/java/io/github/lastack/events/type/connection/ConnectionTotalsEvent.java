// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** Exact numbers of the connections of one role that were not recorded individually. */
@Name("lastack.ConnectionTotals")
@Label("Connection Totals")
@Category({"Lastack", "Connection"})
@Description("Exact counts of the connections of a role that are not recorded individually")
@StackTrace(false)
public final class ConnectionTotalsEvent extends Event {
    @Label("Role")
    @Description("client or server")
    public String role;

    @Label("Counted Since")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long since;

    @Label("Opened")
    public long opened;

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
