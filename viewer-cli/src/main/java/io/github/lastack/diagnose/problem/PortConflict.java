// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.util.List;

/**
 * Which sockets had the port that could not be bound, or the ports of which none was left.
 *
 * @param of SERVER if bind failed, CLIENT if connect did
 * @param ports the ephemeral ports; 0 where that is not known
 */
public record PortConflict(Role of, Request request, Found found, int ports) implements Detail {

    /**
     * What was asked for.
     *
     * @param addresses what was asked for, or the remotes that could not be reached; most failures first
     * @param portsLeft false if no port at all was left to choose from
     * @param reuseAddress whether SO_REUSEADDR was set whenever bind failed
     * @param bound whether an explicit bind before connect had chosen the local address
     */
    public record Request(List<RemoteCount> addresses, boolean portsLeft, boolean reuseAddress, boolean bound) {}

    /**
     * Which sockets had the ports.
     *
     * @param holders by the kernel's tables, soon after the failure; a listener, then most sockets first
     * @param own by the replay, this JVM's at the moment of the newest failure; most connections first
     */
    public record Found(List<Holder> holders, List<Holder> own) {}

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
