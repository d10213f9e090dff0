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

/** Holder of a port, looked up soon after a bind or connect failed. Holders with equal values share one event. */
@Name("lastack.PortHolder")
@Label("Port Holder")
@Category({"Lastack", "Listener"})
@Description("Holder of a port that could not be bound, or of the ports when none was left")
@StackTrace(false)
public final class PortHolderEvent extends Event {
    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    @Description("Port that could not be bound; 0 if no port was left")
    public int localPort;

    @Label("Remote Address")
    @Description("Remote address of the holders; empty if they have several or listen")
    public String address;

    @Label("Remote Port")
    @Description("Remote port of the holders; 0 if they have several or listen")
    public int port;

    @Label("State")
    @Description("State by RFC 9293")
    public String state;

    @Label("Count")
    @Description("Number of sockets with these values")
    public int count;

    @Label("Connection Id")
    @Description("Number of one of these connections or listeners in this JVM; 0 if none is known")
    @DescriptorId
    public long connectionId;

    @Label("This Process")
    @Description("Whether the holders are known to be open descriptors of this process")
    public boolean thisProcess;
}
