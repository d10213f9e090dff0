// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A socket began to listen. Accepted connections are related to it by their local port. */
@Name("lastack.ListenerOpened")
@Label("Listener Opened")
@Category({"Lastack", "Listener"})
@Description("Socket began to listen")
@StackTrace(true)
public final class ListenerOpenedEvent extends Event {
    @Label("Listener Id")
    @DescriptorId
    public long listenerId;

    @Label("API")
    @Description("Class through which the application holds the connection")
    public String api;

    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    public int localPort;

    @Label("Backlog")
    @Description("Length of the accept queue that was asked for")
    public int backlog;

    @Label("Created Site")
    @Description("Site where another thread created the channel; 0 if this thread did")
    @SiteId
    public long createdSite;
}
