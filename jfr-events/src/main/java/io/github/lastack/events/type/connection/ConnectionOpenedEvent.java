// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import io.github.lastack.events.type.SiteId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The start of a connection; its duration is that of connect, its stack is where connect or accept was called. */
@Name("lastack.ConnectionOpened")
@Label("Connection Opened")
@Category({"Lastack", "Connection"})
@Description("Connect succeeded or is under way, or accept returned")
@StackTrace(true)
public final class ConnectionOpenedEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Role")
    @Description("client if this side connected, server if it accepted")
    public String role;

    @Label("API")
    @Description("Class through which the application holds the connection")
    public String api;

    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    public int localPort;

    @Label("State")
    @Description("State reached when the call returned, by RFC 9293")
    public String state;

    @Label("Created Site")
    @Description("Site where another thread created the channel; 0 if this thread did")
    @SiteId
    public long createdSite;

    @Label("Made Site")
    @Description("Site where this thread had created the channel in an earlier call; 0 if it had not")
    @SiteId
    public long madeSite;
}
