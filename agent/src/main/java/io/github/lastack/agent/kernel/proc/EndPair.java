// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import java.net.InetAddress;

/**
 * The two ends of a connection as numbers, which keep nothing alive: exact for IPv4, and a hash of the addresses for
 * IPv6. Immutable.
 */
public final class EndPair {
    private final long addresses;
    private final int ports;

    /**
     * A pair.
     *
     * @param addresses as {@link #addresses} gives them
     * @param ports as {@link #ports} gives them
     */
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
