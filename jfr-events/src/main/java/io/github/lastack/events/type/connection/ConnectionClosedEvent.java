// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * close was called first. The kernel is asked before, since the FIN may be sent long before the descriptor is closed.
 */
@Name("lastack.ConnectionClosed")
@Label("Connection Closed")
@Category({"Lastack", "Connection"})
@Description("Close was called for the first time")
@StackTrace(true)
public final class ConnectionClosedEvent extends UnansweredEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Unread Data")
    @Description("Whether received data was unread, which turns the FIN into a reset")
    public boolean unreadData;

    @Label("Linger")
    @Description("SO_LINGER in seconds, -1 if off; 0 turns the FIN into a reset")
    public int linger;

    @Label("Role")
    @Description("client if this side connected, server if it accepted")
    public String role;

    @Label("Age")
    @Description("Time since the opening, or since the agent found a connection opened before it was attached")
    @Timespan(Timespan.MILLISECONDS)
    public long age;

    @Label("Time in State")
    @Description("Time since this Kernel State was first known; 0 if it was not known before the close")
    @Timespan(Timespan.MILLISECONDS)
    public long inState;
}
