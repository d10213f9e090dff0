// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Timespan;

/** Parent of the events that say what the peer has left unanswered, as the kernel told when the probe asked last. */
public abstract class UnansweredEvent extends PeerEvent {
    @Label("Retransmits")
    @Description("How often the oldest unacknowledged segment was sent again: data, or a SYN or FIN")
    public int retransmits;

    @Label("Probes")
    @Description("Probes of a shut window, or of SO_KEEPALIVE, that the peer has not answered")
    public int probes;

    @Label("Unanswered For")
    @Description("Time for which nothing that was sent again was answered, at least; 0 where all is")
    @Timespan(Timespan.MILLISECONDS)
    public long unansweredFor;
}
