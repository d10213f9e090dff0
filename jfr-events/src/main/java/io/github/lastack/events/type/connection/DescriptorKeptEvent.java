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

/** Once a chunk for each channel that is closed and whose descriptor a selector keeps until it selects. */
@Name("lastack.DescriptorKept")
@Label("Descriptor Kept")
@Category({"Lastack", "Connection"})
@Description("Channel is closed, and a selector that knows it keeps its descriptor open until it selects")
@StackTrace(false)
@Period("endChunk")
public final class DescriptorKeptEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Closed At")
    @Description("When the channel was closed")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long closedAt;

    @Label("Only Event")
    @Description("Whether the channel was closed before any connect, so that no other event tells of it")
    public boolean onlyEvent;

    @Label("API")
    @Description("Class through which the application held the channel")
    public String api;

    @Label("Opened At")
    @Description("When a channel that has no other event was opened; the epoch for any other")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long openedAt;

    @Label("Opened Site")
    @Description("Site that opened a channel that has no other event; 0 if it was not seen, and for any other")
    @SiteId
    public long openedSite;

    @Label("Closed Site")
    @Description("Site that closed a channel that has no other event; 0 for any other")
    @SiteId
    public long closedSite;

    @Label("Closed By")
    @Description("Innermost frame outside of the JDK of Closed Site; empty if that is 0")
    public String closedBy;
}
