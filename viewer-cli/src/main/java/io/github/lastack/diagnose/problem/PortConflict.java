// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.util.List;

/**
 * Who had the port that could not be bound, or the ports of which none was left.
 *
 * @param of SERVER if bind failed, CLIENT if connect did
 * @param addresses what was asked for, or the remotes that could not be reached; most failures first
 * @param portsLeft false if no port at all was left to choose from
 * @param holders by the kernel's tables, soon after the failure; a listener, then most sockets first
 * @param own by the replay, this JVM's at the moment of the newest failure; most connections first
 * @param ports the ephemeral ports; 0 where that is not known
 * @param reuseAddress whether SO_REUSEADDR was set whenever bind failed
 * @param bound whether an explicit bind before connect had chosen the local address
 */
public record PortConflict(
        Role of,
        List<RemoteCount> addresses,
        boolean portsLeft,
        List<Holder> holders,
        List<Holder> own,
        int ports,
        boolean reuseAddress,
        boolean bound)
        implements Detail {

    /**
     * Sockets that are alike.
     *
     * @param remote empty where they have none, or several
     * @param thisProcess whether they are known to be this process's open descriptors
     * @param opened the frame that opened one of them, or made it listen; empty where that is not known
     */
    public record Holder(TcpState state, String local, String remote, int count, boolean thisProcess, String opened) {}

    /** How many of the holders are in that state; the kernel's word where it has one. */
    public int in(TcpState state) {
        return (holders.isEmpty() ? own : holders)
                .stream()
                        .filter(holder -> holder.state() == state)
                        .mapToInt(Holder::count)
                        .sum();
    }

    public int total() {
        return (holders.isEmpty() ? own : holders)
                .stream().mapToInt(Holder::count).sum();
    }
}
