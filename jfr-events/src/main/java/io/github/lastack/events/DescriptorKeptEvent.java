// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
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
final class DescriptorKeptEvent extends Event {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Closed At")
    @Description("When the channel was closed")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long closedAt;

    @Label("Remote Host")
    @Description("Name by which the application asked for the peer, or its address")
    public String host;

    @Label("Remote Address")
    public String address;

    @Label("Remote Port")
    public int port;
}
