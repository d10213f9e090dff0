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

/** A connect that failed; its duration is that of the attempt. */
@Name("lastack.ConnectFailed")
@Label("Connect Failed")
@Category({"Lastack", "Connection"})
@Description("Connect failed")
@StackTrace(true)
public final class ConnectFailedEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("API")
    @Description("Class through which the application holds the connection")
    public String api;

    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    public int localPort;

    @Label("Message")
    @Description("Exception that connect threw")
    public String message;

    @Label("Ports Exhausted")
    @Description("Whether the kernel found no free local port for this remote")
    public boolean portsExhausted;

    @Label("Bound")
    @Description("Whether the socket was explicitly bound before connect")
    public boolean bound;

    @Label("Created Site")
    @Description("Site where another thread created the channel; 0 if this thread did")
    @SiteId
    public long createdSite;
}
