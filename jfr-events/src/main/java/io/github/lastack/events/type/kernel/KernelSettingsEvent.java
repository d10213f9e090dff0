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
import jdk.jfr.Timespan;

/** Once a chunk: the settings that decide when ports, queues and TIME_WAIT run out. */
@Name("lastack.KernelSettings")
@Label("Kernel Settings")
@Category({"Lastack", "Kernel"})
@Description("Kernel settings of this network namespace")
@StackTrace(false)
@Period("endChunk")
public final class KernelSettingsEvent extends Event {
    @Label("Local Port Range Low")
    @Description("First ephemeral port (net.ipv4.ip_local_port_range); -1 if not known")
    public int ipLocalPortRangeLow;

    @Label("Local Port Range High")
    @Description("Last ephemeral port (net.ipv4.ip_local_port_range); -1 if not known")
    public int ipLocalPortRangeHigh;

    @Label("Reserved Ports")
    @Description("Ports that the kernel never chooses as ephemeral ports (net.ipv4.ip_local_reserved_ports)")
    public String reservedPorts;

    @Label("TIME-WAIT Reuse")
    @Description("Whether a connect may take a port in TIME_WAIT (net.ipv4.tcp_tw_reuse): 0 no, 1 yes, 2 "
            + "on loopback only; -1 if not known")
    public int tcpTwReuse;

    @Label("FIN Timeout")
    @Description("How long a closed connection stays in FIN_WAIT_2 (net.ipv4.tcp_fin_timeout); -1 if not known")
    @Timespan(Timespan.MILLISECONDS)
    public long tcpFinTimeout;

    @Label("Max TIME-WAIT")
    @Description("How many connections may be in TIME_WAIT (net.ipv4.tcp_max_tw_buckets); -1 if not known")
    public int tcpMaxTwBuckets;

    @Label("Max Backlog")
    @Description("Upper limit of an accept queue (net.core.somaxconn); -1 if not known")
    public int somaxconn;

    @Label("Max SYN Backlog")
    @Description("Most handshakes under way that a listener keeps (net.ipv4.tcp_max_syn_backlog); -1 if not known")
    public int tcpMaxSynBacklog;

    @Label("SYN Cookies")
    @Description("0 never, 1 when a listener has too many handshakes under way, 2 always "
            + "(net.ipv4.tcp_syncookies); -1 if not known")
    public int tcpSyncookies;

    @Label("Abort on Overflow")
    @Description("Whether a full accept queue resets (1) or ignores (0) the client "
            + "(net.ipv4.tcp_abort_on_overflow); -1 if not known")
    public int tcpAbortOnOverflow;

    @Label("SYN Retries")
    @Description("SYNs that a connect retransmits before it gives up (net.ipv4.tcp_syn_retries); -1 if not known")
    public int tcpSynRetries;

    @Label("SYN-ACK Retries")
    @Description("SYN-ACKs that a listener retransmits before it drops the handshake "
            + "(net.ipv4.tcp_synack_retries); -1 if not known")
    public int tcpSynackRetries;

    @Label("Retries")
    @Description("Retransmissions after which a connection with unacknowledged data is given up "
            + "(net.ipv4.tcp_retries2); -1 if not known")
    public int tcpRetries2;

    @Label("Orphan Retries")
    @Description("Retransmissions after which a closed connection is given up, 0 for 8 "
            + "(net.ipv4.tcp_orphan_retries); -1 if not known")
    public int tcpOrphanRetries;

    @Label("Keepalive Time")
    @Description("How long a connection with SO_KEEPALIVE is idle before the kernel probes the peer "
            + "(net.ipv4.tcp_keepalive_time); -1 if not known")
    @Timespan(Timespan.MILLISECONDS)
    public long tcpKeepaliveTime;

    @Label("TIME-WAIT Length")
    @Description("How long this kernel keeps a connection in TIME_WAIT; 0 if not known")
    @Timespan(Timespan.MILLISECONDS)
    public long timeWait;

    @Label("Operating System")
    public String operatingSystem;
}
