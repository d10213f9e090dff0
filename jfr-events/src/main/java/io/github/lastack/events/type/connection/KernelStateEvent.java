// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The probe found a new state: a FIN or reset of the peer that no call here has noticed. */
@Name("lastack.KernelState")
@Label("Kernel State")
@Category({"Lastack", "Connection"})
@Description("Probe found the connection in a state that was not known")
@StackTrace(false)
public final class KernelStateEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Retransmits")
    @Description("How often the oldest unacknowledged segment (data, SYN or FIN) was retransmitted")
    public int retransmits;

    @Label("Probes")
    @Description("Unanswered probes, of a zero window or of SO_KEEPALIVE")
    public int probes;
}
