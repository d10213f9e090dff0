// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.util.List;

/**
 * The sockets that had the port that could not be bound, or the ports of which none was left.
 *
 * @param of SERVER if bind failed, CLIENT if connect failed
 * @param ports the number of ephemeral ports; 0 if unknown
 */
public record PortConflict(Role of, Request request, Found found, int ports) implements Detail {

    /**
     * The request that failed.
     *
     * @param addresses the requested addresses, or the remotes that could not be reached; most failures first
     * @param portsLeft false if no port at all was left to choose from
     * @param reuseAddress whether SO_REUSEADDR was set every time bind failed
     * @param bound whether an explicit bind before connect had chosen the local address
     */
    public record Request(List<RemoteCount> addresses, boolean portsLeft, boolean reuseAddress, boolean bound) {}

    /**
     * The sockets that had the ports.
     *
     * @param holders the sockets in the kernel's tables, soon after the failure; a listener first, then most sockets
     *     first
     * @param own the replayed sockets of this JVM at the moment of the newest failure; most connections first
     */
    public record Found(List<Holder> holders, List<Holder> own) {}

    /**
     * Sockets that are alike.
     *
     * @param remote the common remote; empty if they have none or several
     * @param thisProcess whether they are known to be open descriptors of this process
     * @param opened the frame that opened one of them or made it listen; empty if unknown
     */
    public record Holder(TcpState state, String local, String remote, int count, boolean thisProcess, String opened) {}

    /**
     * Returns the number of holders in the given state, according to the kernel's tables if there are any, else to the
     * replay.
     */
    public int in(TcpState state) {
        return (holders().isEmpty() ? own() : holders())
                .stream()
                        .filter(holder -> holder.state() == state)
                        .mapToInt(Holder::count)
                        .sum();
    }

    public int total() {
        return (holders().isEmpty() ? own() : holders())
                .stream().mapToInt(Holder::count).sum();
    }

    public List<RemoteCount> addresses() {
        return request.addresses();
    }

    public boolean portsLeft() {
        return request.portsLeft();
    }

    public boolean reuseAddress() {
        return request.reuseAddress();
    }

    public boolean bound() {
        return request.bound();
    }

    public List<Holder> holders() {
        return found.holders();
    }

    public List<Holder> own() {
        return found.own();
    }
}
