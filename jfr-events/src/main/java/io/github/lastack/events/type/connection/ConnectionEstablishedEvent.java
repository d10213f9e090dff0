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

/** The end of the handshake of a connection whose opening was recorded in SYN_SENT. */
@Name("lastack.ConnectionEstablished")
@Label("Connection Established")
@Category({"Lastack", "Connection"})
@Description("Non-blocking connect was finished")
@StackTrace(false)
public final class ConnectionEstablishedEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    public int localPort;
}
