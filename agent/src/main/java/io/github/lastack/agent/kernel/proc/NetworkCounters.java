// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.events.KernelEvents;
import java.util.HashMap;
import java.util.Map;

/** Reads what the kernel has counted of TCP since this process's network namespace began, proc(5). */
public final class NetworkCounters {
    private NetworkCounters() {}

    public static KernelEvents.Counters read() {
        return counters(ProcFile.text("/proc/self/net/netstat") + ProcFile.text("/proc/self/net/snmp"));
    }

    static KernelEvents.Counters counters(String text) {
        Map<String, Long> counts = parse(text);
        KernelEvents.Counters counters = new KernelEvents.Counters();
        counters.listenOverflows = count(counts, "TcpExt:ListenOverflows");
        counters.listenDrops = count(counts, "TcpExt:ListenDrops");
        counters.syncookiesSent = count(counts, "TcpExt:SyncookiesSent");
        counters.syncookiesReceived = count(counts, "TcpExt:SyncookiesRecv");
        counters.syncookiesFailed = count(counts, "TcpExt:SyncookiesFailed");
        counters.reqQFullDrop = count(counts, "TcpExt:TCPReqQFullDrop");
        counters.reqQFullDoCookies = count(counts, "TcpExt:TCPReqQFullDoCookies");
        counters.timeWaitEnded = count(counts, "TcpExt:TW");
        counters.timeWaitRecycled = count(counts, "TcpExt:TWRecycled");
        counters.timeWaitKilled = count(counts, "TcpExt:TWKilled");
        counters.timeWaitOverflow = count(counts, "TcpExt:TCPTimeWaitOverflow");
        counters.abortOnData = count(counts, "TcpExt:TCPAbortOnData");
        counters.abortOnClose = count(counts, "TcpExt:TCPAbortOnClose");
        counters.abortOnTimeout = count(counts, "TcpExt:TCPAbortOnTimeout");
        counters.activeOpens = count(counts, "Tcp:ActiveOpens");
        counters.passiveOpens = count(counts, "Tcp:PassiveOpens");
        counters.attemptFails = count(counts, "Tcp:AttemptFails");
        counters.estabResets = count(counts, "Tcp:EstabResets");
        counters.outRsts = count(counts, "Tcp:OutRsts");
        counters.retransSegs = count(counts, "Tcp:RetransSegs");
        counters.embryonicResets = count(counts, "TcpExt:EmbryonicRsts");
        counters.tcpSynRetrans = count(counts, "TcpExt:TCPSynRetrans");
        counters.tcpTimeouts = count(counts, "TcpExt:TCPTimeouts");
        return counters;
    }

    private static long count(Map<String, Long> counts, String name) {
        Long count = counts.get(name);
        return count == null ? -1 : count;
    }

    /** Parses pairs of lines, first the names and then their values, both after the name of the group. */
    private static Map<String, Long> parse(String text) {
        Map<String, Long> counts = new HashMap<>();
        String[] names = {};
        for (String line : text.split("\n")) {
            String[] words = line.trim().split(" +");
            if (words.length == names.length && words[0].equals(names[0])) {
                for (int i = 1; i < words.length; i++) {
                    put(counts, names[0] + names[i], words[i]);
                }
                names = new String[0];
            } else {
                names = words;
            }
        }
        return counts;
    }

    private static void put(Map<String, Long> counts, String name, String value) {
        try {
            counts.put(name, Long.valueOf(value));
        } catch (NumberFormatException tooLarge) {
            counts.remove(name); // unsigned, beyond 2^63: treated as not known
        }
    }
}
