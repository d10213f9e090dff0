// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A bind, or the listen after it, threw. Stack: the call. */
@Name("lastack.BindFailed")
@Label("Bind Failed")
@Category({"Lastack", "Listener"})
@Description("Bind or listen failed")
@StackTrace(true)
public final class BindFailedEvent extends Event {
    @Label("Descriptor Id")
    @Description("Number of the connection or listener that the socket was to become; 0 if it has none yet")
    @DescriptorId
    public long descriptorId;

    @Label("API")
    @Description("Class through which the application holds the socket")
    public String api;

    @Label("Operation")
    @Description("bind, or listen where bind had succeeded")
    public String operation;

    @Label("Local Address")
    @Description("Address that was asked for")
    public String localAddress;

    @Label("Local Port")
    @Description("Port that was asked for; 0 for any")
    public int localPort;

    @Label("Message")
    @Description("Exception that was thrown")
    public String message;

    @Label("Address in Use")
    @Description("Whether the kernel returned EADDRINUSE: the port is in use or, with port 0, no port is left")
    public boolean addressInUse;

    @Label("Reuse Address")
    @Description("Whether SO_REUSEADDR was set on the socket")
    public boolean reuseAddress;

    @Label("Created Site")
    @Description("Site where another thread created the channel; 0 if none did")
    @SiteId
    public long createdSite;
}
