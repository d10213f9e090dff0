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

/** All connections of one role that had no events of their own; committed with {@link ConnectionsCountedEvent}. */
@Name("lastack.ConnectionTotals")
@Label("Connection Totals")
@Category({"Lastack", "Connection"})
@Description("Connections that were opened too fast to be recorded individually, all together: exact counts")
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
    @Description(
            "Of those closed, how many before anything was heard of the peer's FIN or a reset; nobody asked the kernel")
    public long closedFirst;

    @Label("Described Later")
    @Description(
            "Those that stayed open, and have events of their own from then on, of which Open Connection is the first")
    public long described;
}
