// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Object of a connection was garbage-collected without close; its descriptor may be lost. */
@Name("lastack.ConnectionCollected")
@Label("Connection Collected")
@Category({"Lastack", "Connection"})
@Description("Descriptor object was garbage-collected without close")
@StackTrace(false)
public final class ConnectionCollectedEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;
}
