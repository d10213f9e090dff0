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

/** An open connection, once a chunk: the newest chunk of a long recording then has all that is wrong now. */
@Name("lastack.OpenConnection")
@Label("Open Connection")
@Category({"Lastack", "Connection"})
@Description("Connection that is open at the end of a chunk")
@StackTrace(false)
@Period("endChunk")
public final class OpenConnectionEvent extends UnansweredEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
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
    @Description("Whether it was opened before the agent was attached: times count from when it was "
            + "found, the opening is unknown")
    public boolean beforeAgent;

    @Label("Connected")
    @Description("Whether it has ever been established")
    public boolean connected;

    @Label("State")
    @Description("State by RFC 9293")
    public String state;

    @Label("State Since")
    @Description("When the state was entered, as far as is known")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long stateSince;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Opened Site")
    @Description("Site of the opening; 0 if it was not seen")
    @SiteId
    public long openedSite;

    @Label("Made Site")
    @Description("Site where the opening thread had created the channel in an earlier call; 0 if it had not")
    @SiteId
    public long madeSite;

    @Label("End of Stream Site")
    @Description("Site of the read that returned -1; 0 if none did")
    @SiteId
    public long endOfStreamSite;

    @Label("End of Stream Seen")
    @Description("Whether a read has returned -1")
    public boolean endOfStreamSeen;

    @Label("Never Read")
    @Description("Whether no read has returned bytes or -1 since the opening, or since the agent was attached")
    public boolean neverRead;

    @Label("Last Use")
    @Description("Last operation that moved bytes or failed: read or write; empty if there was none since "
            + "the agent was attached")
    public String lastUse;

    @Label("Last Used At")
    @Description("Time of the last read or write, to a second; the epoch if there was none")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long lastUsedAt;

    @Label("Last Used By Thread")
    @Description("Name of the thread that used it last; empty if the thread has ended or there was none")
    public String lastUsedThread;

    @Label("Last Used Thread Number")
    @Description("Number that tells threads of one name apart; 0 if the thread has ended")
    public int lastUsedThreadNumber;

    @Label("Last Used Site")
    @Description("Site of the last use, or of the last one whose stack was taken; 0 if none was")
    @SiteId
    public long lastUsedSite;

    @Label("Last Used Site Lag")
    @Description("Most time between the stack of Last Used Site and the last use; 0 if it is the stack of the last use")
    @Timespan(Timespan.MILLISECONDS)
    public long lastUsedSiteLag;

    @Label("Last Written Site")
    @Description("Site of the newest write whose stack was taken; 0 if none was")
    @SiteId
    public long lastWrittenSite;

    @Label("Unread Since")
    @Description("When the received data began to wait that nothing has read since; the epoch if none waits")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    public long unreadSince;

    @Label("Age")
    @Description("Time since the opening, or since the agent found a connection opened before it was attached")
    @Timespan(Timespan.MILLISECONDS)
    public long age;

    @Label("Time in State")
    @Description("Time since the state was entered, as far as is known")
    @Timespan(Timespan.MILLISECONDS)
    public long inState;

    @Label("Unread For")
    @Description("Time for which received data has waited without any read; 0 if none waits")
    @Timespan(Timespan.MILLISECONDS)
    public long unreadFor;

    @Label("Unused For")
    @Description("Time since the last read or write, to a second; 0 if there was none since the agent was attached")
    @Timespan(Timespan.MILLISECONDS)
    public long unusedFor;

    @Label("Opened By")
    @Description("Innermost frame of Opened Site outside the JDK; empty if that is 0")
    public String openedBy;

    @Label("End of Stream Read By")
    @Description("Innermost frame of End of Stream Site outside the JDK; empty if that is 0")
    public String endOfStreamBy;

    @Label("Last Used By")
    @Description("Innermost frame of Last Used Site outside the JDK; empty if that is 0")
    public String lastUsedBy;

    @Label("Attached")
    @Description("Classes of the objects that a selector or an event loop has attached to it; empty if none is known")
    public String attached;

    @Label("Registered")
    @Description("Whether a selector, event loop or completion handler is notified when the peer sends or closes")
    public boolean registered;

    @Label("Keep Alive")
    @Description("Whether SO_KEEPALIVE is set; without it, the loss of an idle peer is not noticed")
    public boolean keepAlive;

    @Label("Connect Timeout")
    @Description("Timeout in milliseconds of the connect in which a thread waits: 0 for the kernel's "
            + "limit, -1 if none waits")
    public long connectTimeout;
}
