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

/** Present stack of the thread that holds a stuck connection: when it is found stuck, and at the end of each chunk. */
@Name("lastack.ConnectionHolder")
@Label("Connection Holder")
@Category({"Lastack", "Connection"})
@Description("Present stack of the thread that used a stuck connection last and no other connection since")
@StackTrace(false)
public final class ConnectionHolderEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Holding Thread")
    @Description("Name of the thread")
    public String holdingThread;

    @Label("Holder Site")
    @Description("Site of the thread's present stack")
    @SiteId
    public long holderSite;

    @Label("Last Used Site")
    @Description("Site of the last use, or of the last one whose stack was taken; 0 if none was")
    @SiteId
    public long lastUsedSite;

    @Label("Held By")
    @Description("Innermost frame of Holder Site outside the JDK")
    public String heldBy;
}
