// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** close is about to happen; the kernel is asked before, since the FIN may be sent long before the descriptor goes. */
@Name("lastack.ConnectionClosed")
@Label("Connection Closed")
@Category({"Lastack", "Connection"})
@Description("Close was called for the first time")
@StackTrace(true)
public final class ConnectionClosedEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel gave for the descriptor when asked, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Unread Data")
    @Description("Whether received data was waiting to be read, which turns the FIN into a reset")
    public boolean unreadData;

    @Label("Linger")
    @Description("SO_LINGER in seconds, -1 if off; 0 turns the FIN into a reset")
    public int linger;

    @Label("Role")
    @Description("client if this side connected, server if it accepted")
    public String role;

    @Label("Remote Host")
    @Description("Name by which the application asked for the peer, or its address")
    public String host;

    @Label("Remote Address")
    public String address;

    @Label("Remote Port")
    public int port;

    @Label("Age")
    @Description("Time since it was opened, or found where that was before the agent came")
    @Timespan(Timespan.MILLISECONDS)
    public long age;

    @Label("Time in State")
    @Description("Time since its Kernel State was known; 0 if it was not before")
    @Timespan(Timespan.MILLISECONDS)
    public long inState;

    @Label("Retransmits")
    @Description("How often the oldest unacknowledged segment was sent again: data, or a SYN or FIN")
    public int retransmits;

    @Label("Probes")
    @Description("Probes of a shut window, or of SO_KEEPALIVE, that the peer has not answered")
    public int probes;

    @Label("Unanswered For")
    @Description("Time for which nothing that was sent again was answered, at least; 0 where all is")
    @Timespan(Timespan.MILLISECONDS)
    public long unansweredFor;
}
