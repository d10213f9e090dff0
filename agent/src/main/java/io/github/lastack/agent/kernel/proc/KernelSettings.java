// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.events.KernelEvents;

/** Reads the kernel's TCP settings in this process's network namespace, sysctl(8). */
public final class KernelSettings {
    private static final String IPV4 = "/proc/sys/net/ipv4/";
    private static final String SOMAXCONN = "/proc/sys/net/core/somaxconn";

    /** TCP_TIMEWAIT_LEN in include/net/tcp.h, in ms; no setting changes it. */
    static final long LINUX_TIME_WAIT_MILLIS = 60_000;

    private KernelSettings() {}

    public static KernelEvents.Settings read() {
        KernelEvents.Settings settings = new KernelEvents.Settings();
        settings.ipLocalPortRangeLow = lowestLocalPort();
        settings.ipLocalPortRangeHigh = highestLocalPort();
        settings.reservedPorts = ProcFile.text(IPV4 + "ip_local_reserved_ports").trim();
        settings.tcpTwReuse = ProcFile.number(IPV4 + "tcp_tw_reuse", 0);
        settings.tcpFinTimeoutMillis = finTimeoutMillis();
        settings.tcpMaxTwBuckets = ProcFile.number(IPV4 + "tcp_max_tw_buckets", 0);
        settings.somaxconn = somaxconn();
        settings.tcpMaxSynBacklog = ProcFile.number(IPV4 + "tcp_max_syn_backlog", 0);
        settings.tcpSyncookies = ProcFile.number(IPV4 + "tcp_syncookies", 0);
        settings.tcpAbortOnOverflow = ProcFile.number(IPV4 + "tcp_abort_on_overflow", 0);
        settings.tcpSynRetries = ProcFile.number(IPV4 + "tcp_syn_retries", 0);
        settings.tcpSynackRetries = ProcFile.number(IPV4 + "tcp_synack_retries", 0);
        settings.tcpRetries2 = ProcFile.number(IPV4 + "tcp_retries2", 0);
        settings.tcpOrphanRetries = ProcFile.number(IPV4 + "tcp_orphan_retries", 0);
        settings.tcpKeepaliveTimeMillis = millisOfSeconds("tcp_keepalive_time");
        settings.timeWaitMillis = Kernel.CAN_BE_ASKED ? LINUX_TIME_WAIT_MILLIS : 0;
        settings.operatingSystem = System.getProperty("os.name", "") + ' ' + System.getProperty("os.version", "");
        return settings;
    }

    /** Returns how long a closed connection stays in FIN_WAIT_2, in ms; or -1. */
    public static long finTimeoutMillis() {
        return millisOfSeconds("tcp_fin_timeout");
    }

    private static long millisOfSeconds(String setting) {
        int seconds = ProcFile.number(IPV4 + setting, 0);
        return seconds < 0 ? -1 : seconds * 1000L;
    }

    static int lowestLocalPort() {
        return ProcFile.number(IPV4 + "ip_local_port_range", 0);
    }

    static int highestLocalPort() {
        return ProcFile.number(IPV4 + "ip_local_port_range", 1);
    }

    /** Returns the upper limit of an accept queue, or -1. */
    public static int somaxconn() {
        return ProcFile.number(SOMAXCONN, 0);
    }
}
