// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.kernel;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Looked up soon after a failure and never for each of many: holders that are alike are one event. */
@Name("lastack.PortHolder")
@Label("Port Holder")
@Category({"Lastack", "Listener"})
@Description("What was on a port that could not be bound, or what had taken the ports when none was left")
@StackTrace(false)
public final class PortHolderEvent extends Event {
    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    @Description("Port that could not be bound; 0 if no port was left")
    public int localPort;

    @Label("Remote Address")
    @Description("Empty if the holders have several, or listen")
    public String address;

    @Label("Remote Port")
    @Description("0 if the holders have several, or listen")
    public int port;

    @Label("State")
    @Description("State by RFC 9293")
    public String state;

    @Label("Count")
    @Description("Number of sockets that are alike")
    public int count;

    @Label("Connection Id")
    @Description("Number of one of them in this JVM, of a listener too; 0 if none is known here")
    @DescriptorId
    public long connectionId;

    @Label("This Process")
    @Description("Whether they are known to be open descriptors of this process")
    public boolean thisProcess;
}
