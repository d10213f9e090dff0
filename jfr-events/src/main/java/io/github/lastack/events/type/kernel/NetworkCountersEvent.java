// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.kernel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Counters of the kernel, mostly of what went wrong, from /proc/self/net/netstat and snmp. */
@Name("lastack.NetworkCounters")
@Label("Network Counters")
@Category({"Lastack", "Kernel"})
@Description("Kernel counters of this network namespace since it began, over all its processes")
@StackTrace(false)
@Period("10 s")
public final class NetworkCountersEvent extends Event {
    @Label("Listen Overflows")
    @Description("Handshakes dropped because an accept queue was full (TcpExt.ListenOverflows); -1 if not known")
    public long listenOverflows;

    @Label("Listen Drops")
    @Description("Handshakes that a listener dropped, for any reason (TcpExt.ListenDrops); -1 if not known")
    public long listenDrops;

    @Label("SYN Cookies Sent")
    @Description("TcpExt.SyncookiesSent; -1 if not known")
    public long syncookiesSent;

    @Label("SYN Cookies Received")
    @Description("TcpExt.SyncookiesRecv; -1 if not known")
    public long syncookiesReceived;

    @Label("SYN Cookies Failed")
    @Description("TcpExt.SyncookiesFailed; -1 if not known")
    public long syncookiesFailed;

    @Label("Request Queue Full Drops")
    @Description("SYNs dropped because a listener had too many handshakes under way "
            + "(TcpExt.TCPReqQFullDrop); -1 if not known")
    public long reqQFullDrop;

    @Label("Request Queue Full Cookies")
    @Description("SYNs answered with a cookie because a listener had too many handshakes under way "
            + "(TcpExt.TCPReqQFullDoCookies); -1 if not known")
    public long reqQFullDoCookies;

    @Label("Time-Wait Ended")
    @Description("Connections whose TIME_WAIT has run out (TcpExt.TW); -1 if not known")
    public long timeWaitEnded;

    @Label("Time-Wait Recycled")
    @Description("Connections in TIME_WAIT that a new connection replaced (TcpExt.TWRecycled); -1 if not known")
    public long timeWaitRecycled;

    @Label("Time-Wait Killed")
    @Description("TcpExt.TWKilled; -1 if not known")
    public long timeWaitKilled;

    @Label("Time-Wait Overflow")
    @Description("Connections closed without TIME_WAIT because too many were in that state "
            + "(TcpExt.TCPTimeWaitOverflow); -1 if not known")
    public long timeWaitOverflow;

    @Label("Abort on Data")
    @Description(
            "Connections reset because data came for a reader that had closed (TcpExt.TCPAbortOnData); -1 if not known")
    public long abortOnData;

    @Label("Abort on Close")
    @Description(
            "Connections reset because they were closed with unread data (TcpExt.TCPAbortOnClose); -1 if not known")
    public long abortOnClose;

    @Label("Abort on Timeout")
    @Description("Connections given up after a timeout (TcpExt.TCPAbortOnTimeout); -1 if not known")
    public long abortOnTimeout;

    @Label("Active Opens")
    @Description("Connects begun (Tcp.ActiveOpens); -1 if not known")
    public long activeOpens;

    @Label("Passive Opens")
    @Description("Handshakes that listeners have finished (Tcp.PassiveOpens); -1 if not known")
    public long passiveOpens;

    @Label("Attempt Fails")
    @Description("Handshakes that failed (Tcp.AttemptFails); -1 if not known")
    public long attemptFails;

    @Label("Established Resets")
    @Description("Connections reset in ESTABLISHED or CLOSE_WAIT (Tcp.EstabResets); -1 if not known")
    public long estabResets;

    @Label("Resets Sent")
    @Description("Tcp.OutRsts; -1 if not known")
    public long outRsts;

    @Label("Segments Sent Again")
    @Description("Tcp.RetransSegs; -1 if not known")
    public long retransSegs;

    @Label("Embryonic Resets")
    @Description(
            "Handshakes of listeners that a reset or a wrong segment ended (TcpExt.EmbryonicRsts); -1 if not known")
    public long embryonicResets;

    @Label("SYNs Sent Again")
    @Description("SYNs and SYN-ACKs retransmitted (TcpExt.TCPSynRetrans); -1 if not known")
    public long tcpSynRetrans;

    @Label("Timeouts")
    @Description("Times that the retransmission timer ran out without an acknowledgement "
            + "(TcpExt.TCPTimeouts); -1 if not known")
    public long tcpTimeouts;
}
