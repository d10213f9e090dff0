// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import io.github.lastack.events.type.SiteId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** A closed channel whose descriptor a selector keeps until it selects; once a chunk. */
@Name("lastack.DescriptorKept")
@Label("Descriptor Kept")
@Category({"Lastack", "Connection"})
@Description("Closed channel whose descriptor a selector keeps open until its next select")
@StackTrace(false)
@Period("endChunk")
public final class DescriptorKeptEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Closed At")
    @Description("When the channel was closed")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long closedAt;

    @Label("Only Event")
    @Description("Whether the channel was closed before any connect, so that it has no other event")
    public boolean onlyEvent;

    @Label("API")
    @Description("Class through which the application held the channel")
    public String api;

    @Label("Opened At")
    @Description("When the channel was opened, if it has no other event; else the epoch")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long openedAt;

    @Label("Opened Site")
    @Description("Site of the opening, if the channel has no other event and it was seen; else 0")
    @SiteId
    public long openedSite;

    @Label("Closed Site")
    @Description("Site of the close, if the channel has no other event; else 0")
    @SiteId
    public long closedSite;

    @Label("Closed By")
    @Description("Innermost frame of Closed Site outside the JDK; empty if that is 0")
    public String closedBy;
}
