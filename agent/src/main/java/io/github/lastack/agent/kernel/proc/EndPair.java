// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import java.net.InetAddress;

/**
 * The two ends of a connection as numbers, which keep nothing else alive: exact for IPv4, and for IPv6 as good as the hash of
 * its addresses. Immutable.
 */
public final class EndPair {
    private final long addresses;
    private final int ports;

    /** @param addresses as {@link #addresses} gives them; the ports likewise */
    public EndPair(long addresses, int ports) {
        this.addresses = addresses;
        this.ports = ports;
    }

    public static long addresses(InetAddress local, InetAddress remote) {
        return (long) local.hashCode() << 32 | remote.hashCode() & 0xFFFF_FFFFL;
    }

    public static int ports(int local, int remote) {
        return local << 16 | remote;
    }

    public int ports() {
        return ports;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EndPair && ((EndPair) other).addresses == addresses && ((EndPair) other).ports == ports;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(addresses) + ports * 0x9E37_79B9;
    }
}
