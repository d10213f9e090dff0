// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;

/**
 * Parent of the events that name a connection's peer. The fields are named like those of {@code jdk.SocketRead}.
 *
 * <p>JFR lists inherited fields after an event's own ones.
 */
public abstract class PeerEvent extends Event {
    @Label("Remote Host")
    @Description("Name by which the application asked for the peer, or its address")
    public String host;

    @Label("Remote Address")
    public String address;

    @Label("Remote Port")
    public int port;
}
