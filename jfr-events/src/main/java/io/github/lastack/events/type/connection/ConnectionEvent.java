// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * The whole of a connection as a span, for tools that draw spans. Nothing is read from it that its other events do not
 * tell: its threshold spares the short ones, of which there are the most and which nobody could see.
 */
@Name("lastack.Connection")
@Label("Connection")
@Category({"Lastack", "Connection"})
@Description("Life of a connection that this recording has seen open and end, from connect or accept to close")
@StackTrace(false)
@Threshold("20 ms")
public final class ConnectionEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Role")
    @Description("client if this side connected, server if it accepted")
    public String role;
}
