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

/**
 * Descriptor of a closed connection is about to be closed: its FIN went before, or the peer's FIN or data came since.
 */
@Name("lastack.DescriptorClosed")
@Label("Descriptor Closed")
@Category({"Lastack", "Connection"})
@Description("Descriptor of a closed connection is about to be closed, in a state that its Connection "
        + "Closed does not explain")
@StackTrace(false)
public final class DescriptorClosedEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Unread Data")
    @Description("Whether received data was never read, so that closing resets the connection")
    public boolean unreadData;
}
