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
 * The life of a connection as a span, for tools that draw spans. The threshold leaves out short ones, which are many
 * and too short to be seen. The command line does not read it: other events carry the same facts.
 */
@Name("lastack.Connection")
@Label("Connection")
@Category({"Lastack", "Connection"})
@Description("Life of a connection from connect or accept to close, if this recording was on at both")
@StackTrace(false)
@Threshold("20 ms")
public final class ConnectionEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Role")
    @Description("client if this side connected, server if it accepted")
    public String role;
}
