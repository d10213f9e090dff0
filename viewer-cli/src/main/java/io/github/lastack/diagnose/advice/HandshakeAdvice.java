// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.advice;

import io.github.lastack.diagnose.ports.HandshakeRoom;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.facts.KernelFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Advice about unfinished handshakes, based on the kernel's settings, and the effects of these settings. */
public final class HandshakeAdvice {
    /** The fewest retries that survive a lost SYN-ACK and a lost answer to the next one. */
    private static final int FEW_RETRIES = 2;

    /**
     * The most retries to calculate with. More would overflow the int sum below, and last longer than anybody waits.
     */
    private static final int MOST_RETRIES = 20;

    private HandshakeAdvice() {}

    /**
     * Returns what to do, with the clauses in the order of their importance.
     *
     * @param settings null if they were not recorded
     */
    static String of(HandshakeBacklog backlog, KernelFact.Settings settings) {
        StringBuilder advice = new StringBuilder();
        if (settings != null && settings.syncookies() == 0) {
            advice.append("set net.ipv4.tcp_syncookies=1, which lets clients in when the queue is full; ");
        }
        advice.append(Cause.HANDSHAKES_UNFINISHED.advice());
        if (settings == null) {
            return advice.toString();
        }
        advice.append(String.format(Locale.ROOT, " (net.core.somaxconn=%,d is its upper limit", settings.somaxconn()));
        if (settings.syncookies() == 0) {
            advice.append(String.format(
                    Locale.ROOT,
                    ", and for half-open handshakes three quarters of net.ipv4.tcp_max_syn_backlog=%,d",
                    settings.maxSynBacklog()));
        }
        advice.append(')');
        int retries = settings.synackRetries();
        if (retries > FEW_RETRIES && retries <= MOST_RETRIES) {
            advice.append(String.format(
                    Locale.ROOT,
                    "; net.ipv4.tcp_synack_retries=%d in place of %d forgets a handshake after %,d s, not %,d s",
                    FEW_RETRIES,
                    retries,
                    seconds(FEW_RETRIES),
                    seconds(retries)));
        }
        return advice.toString();
    }

    /**
     * Returns the effects of the kernel's settings, in sentences.
     *
     * @param settings null if they were not recorded
     */
    public static List<String> kernel(KernelFact.Settings settings) {
        List<String> said = new ArrayList<>();
        if (settings == null) {
            return said;
        }
        switch (settings.syncookies()) {
            case 0 ->
                said.add(String.format(
                        Locale.ROOT,
                        "tcp_syncookies=0: without room a SYN is dropped, and the client tries again after 1 s, 3 s,"
                                + " 7 s;"
                                + " tcp_max_syn_backlog=%,d leaves clients that the kernel does not know room for %,d",
                        settings.maxSynBacklog(),
                        HandshakeRoom.withoutCookies(settings)));
            case 1 ->
                said.add("tcp_syncookies=1: without room a SYN is answered with a cookie, so that clients still get in;"
                        + " one whose last ACK is lost then has a connection of which nobody here knows");
            default -> {
                // with 2 no handshake is ever kept half-open; other values are unknown
            }
        }
        return said;
    }

    /**
     * Returns how many seconds a handshake is kept. The SYN-ACK is sent again after 1 s, and each further time after
     * twice as long.
     */
    private static long seconds(int retries) {
        return (2L << retries) - 1;
    }
}
