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

/** The end of a close that had sent its FIN before, or met the peer's. */
@Name("lastack.DescriptorClosed")
@Label("Descriptor Closed")
@Category({"Lastack", "Connection"})
@Description("Descriptor of a closed connection is about to go, in another state than Connection Closed leads to")
@StackTrace(false)
public final class DescriptorClosedEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel gave for the descriptor when asked, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Unread Data")
    @Description("Received data was never read: closing resets the connection")
    public boolean unreadData;
}
