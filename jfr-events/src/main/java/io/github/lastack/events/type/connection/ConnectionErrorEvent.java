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

/** A read or write threw, other than by a timeout or by a close here; recorded once a connection. */
@Name("lastack.ConnectionError")
@Label("Connection Error")
@Category({"Lastack", "Connection"})
@Description("Read or write failed for the first time")
@StackTrace(true)
public final class ConnectionErrorEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Operation")
    @Description("read or write")
    public String operation;

    @Label("Message")
    @Description("Exception that was thrown")
    public String message;

    @Label("Kernel State")
    @Description("State that the kernel gave for the descriptor when asked, by RFC 9293; empty if it was not asked")
    public String kernelState;

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

    @Label("Remote Host")
    @Description("Name by which the application asked for the peer, or its address")
    public String host;

    @Label("Remote Address")
    public String address;

    @Label("Remote Port")
    public int port;
}
