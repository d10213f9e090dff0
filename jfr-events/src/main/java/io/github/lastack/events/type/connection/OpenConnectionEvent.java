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
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/** Describes what is still open once a chunk, so that the newest part of a long recording tells all that is wrong now. */
@Name("lastack.OpenConnection")
@Label("Open Connection")
@Category({"Lastack", "Connection"})
@Description("Connection that is open at the end of a chunk")
@StackTrace(false)
@Period("endChunk")
public final class OpenConnectionEvent extends UnansweredEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Role")
    @Description("client if this side connected, server if it accepted")
    public String role;

    @Label("API")
    @Description("Class through which the application holds the connection")
    public String api;

    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    public int localPort;

    @Label("Opened At")
    @Description("When connect was called or accept returned")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long openedAt;

    @Label("Before Agent")
    @Description(
            "Whether it was open before the agent came: the times tell when it was found, and how it was opened is not known")
    public boolean beforeAgent;

    @Label("Connected")
    @Description("Whether it is or was a connection, not only an attempt at one")
    public boolean connected;

    @Label("State")
    @Description("State by RFC 9293")
    public String state;

    @Label("State Since")
    @Description("When the state was entered, as far as is known")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long stateSince;

    @Label("Kernel State")
    @Description("State that the kernel gave for the descriptor when asked, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Opened Site")
    @Description("Site of the opening; 0 if it was not seen")
    @SiteId
    public long openedSite;

    @Label("Made Site")
    @Description("Site where the thread that opened it had made the channel in an earlier call; 0 if it had not")
    @SiteId
    public long madeSite;

    @Label("End of Stream Site")
    @Description("Site that read the end of stream; 0 if none has")
    @SiteId
    public long endOfStreamSite;

    @Label("End of Stream Seen")
    @Description("Whether a read has returned -1")
    public boolean endOfStreamSeen;

    @Label("Never Read")
    @Description("Whether no read has moved bytes or returned -1 since it was opened, or since the agent came")
    public boolean neverRead;

    @Label("Last Use")
    @Description("What moved bytes, or failed to, last: read or write; empty if nothing did since the agent came")
    public String lastUse;

    @Label("Last Used At")
    @Description("When it was last read from or written to, to a second; the epoch if it was not")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long lastUsedAt;

    @Label("Last Used By Thread")
    @Description("Name of the thread that used it last; empty if it has ended, or nobody did")
    public String lastUsedThread;

    @Label("Last Used Thread Number")
    @Description("Tells the threads that used connections last apart, whatever their names; 0 if it has ended")
    public int lastUsedThreadNumber;

    @Label("Last Used Site")
    @Description("Site of the last use, or of an earlier one whose stack was taken; 0 if none was")
    @SiteId
    public long lastUsedSite;

    @Label("Last Used Site Lag")
    @Description(
            "How long before the last use the stack of Last Used Site was taken, at most; 0 if it is that of the last use")
    @Timespan(Timespan.MILLISECONDS)
    public long lastUsedSiteLag;

    @Label("Last Written Site")
    @Description("Site of the newest write whose stack was taken; 0 if none was")
    @SiteId
    public long lastWrittenSite;

    @Label("Unread Since")
    @Description("Since when received data waits and nobody has read any; the epoch if none waits")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long unreadSince;

    @Label("Age")
    @Description("Time since it was opened, or found where that was before the agent came")
    @Timespan(Timespan.MILLISECONDS)
    public long age;

    @Label("Time in State")
    @Description("Time since the state was entered, as far as is known")
    @Timespan(Timespan.MILLISECONDS)
    public long inState;

    @Label("Unread For")
    @Description("Time for which received data has waited and nobody has read any; 0 if none waits")
    @Timespan(Timespan.MILLISECONDS)
    public long unreadFor;

    @Label("Unused For")
    @Description("Time since it was last read from or written to, to a second; 0 if it was not since the agent came")
    @Timespan(Timespan.MILLISECONDS)
    public long unusedFor;

    @Label("Opened By")
    @Description("Innermost frame of the opening outside of the JDK; empty if it was not seen")
    public String openedBy;

    @Label("End of Stream Read By")
    @Description("Innermost frame outside of the JDK that read -1; empty if none has")
    public String endOfStreamBy;

    @Label("Last Used By")
    @Description("Innermost frame outside of the JDK of Last Used Site; empty if that is 0")
    public String lastUsedBy;

    @Label("Attached")
    @Description("Classes of what a selector or an event loop has attached to it; empty if none is known")
    public String attached;

    @Label("Registered")
    @Description("Whether a selector, an event loop or a completion handler is told when the peer sends or closes")
    public boolean registered;

    @Label("Keep Alive")
    @Description("Whether SO_KEEPALIVE is set, without which nobody notices that a silent peer is gone")
    public boolean keepAlive;

    @Label("Connect Timeout")
    @Description(
            "For how long a thread waits in connect in milliseconds: 0 for as long as the kernel tries, -1 if none does")
    public long connectTimeout;
}
