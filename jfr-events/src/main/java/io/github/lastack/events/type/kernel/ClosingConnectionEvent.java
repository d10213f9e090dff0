// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.kernel;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** State of a connection without a descriptor, as /proc/self/net/tcp and tcp6 list it. */
@Name("lastack.ClosingConnection")
@Label("Closing Connection")
@Category({"Lastack", "Connection"})
@Description("What the kernel still does with a connection whose descriptor is closed")
@StackTrace(false)
@Period("10 s")
public final class ClosingConnectionEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State in the kernel's table, by RFC 9293; CLOSED if it has left the table since the last reading")
    public String kernelState;

    @Label("Retransmits")
    @Description("How often the FIN was retransmitted since the last acknowledgement")
    public int retransmits;

    @Label("Time in State")
    @Description("Time since the state was entered, by the kernel's timer; 0 if unknown")
    @Timespan(Timespan.MILLISECONDS)
    public long inState;
}
