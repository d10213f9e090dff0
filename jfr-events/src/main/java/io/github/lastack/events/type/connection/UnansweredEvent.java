// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Timespan;

/** Parent of the events with retransmissions and probes that the peer has not answered, as last read by the probe. */
public abstract class UnansweredEvent extends PeerEvent {
    @Label("Retransmits")
    @Description("How often the oldest unacknowledged segment (data, SYN or FIN) was retransmitted")
    public int retransmits;

    @Label("Probes")
    @Description("Unanswered probes, of a zero window or of SO_KEEPALIVE")
    public int probes;

    @Label("Unanswered For")
    @Description("Least time for which the peer has answered no retransmission or probe; 0 if it has")
    @Timespan(Timespan.MILLISECONDS)
    public long unansweredFor;
}
